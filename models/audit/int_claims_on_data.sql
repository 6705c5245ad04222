-- What this release's own estimates say about each claim: holds, fails, or not_estimated if the study's data
-- do not allow the model. The results are written after these views are built, so plain dbt build gives
-- not_estimated throughout.
-- Grain: one row per part of a claim.

{{ config(materialized='view') }}

with claims as (

    select
        *,
        coalesce({{ to_number(fold_number('level')) }}, 0.05) as level_number,
        case
            when kind = 'greater' then 'difference'
            when kind in ('mediation', 'more_significant') then 'indirect'
            else 'coefficient'
        end as measure_asserted,
        -- An indirect effect is found by the column that holds the mediator.
        case
            when kind = 'mediation' then other_column_no when
                kind = 'greater'
                then least(column_no, other_column_no)
            else column_no
        end as found_in
    from {{ ref('published_claims') }}

),

estimates as (

    select
        *,
        abs(estimate / nullif(std_error, 0)) as size_of_z
    from {{ ref('int_chosen_estimates') }}

),

matched as (

    select
        claims.*,
        one.variant,
        one.inference,
        one.estimate,
        one.p_value,
        one.size_of_z,
        other.estimate as other_estimate,
        other.size_of_z as other_size_of_z,
        case
            when claims.kind = 'greater' and claims.column_no < claims.other_column_no then -1 else 1
        end as direction
    from claims
    inner join estimates as one
        on
            claims.measure_asserted = one.measure
            and claims.study_table = one.study_table
            and claims.found_in = one.column_no
            and (claims.kind = 'more_significant' or claims.term = one.term)
            and case claims.kind
                when 'mediation' then claims.other_term when 'more_significant' then claims.term else ''
            end
            = case claims.kind
                when 'mediation' then one.other_term when 'more_significant' then one.other_term else ''
            end
            and (
                claims.kind <> 'greater'
                or greatest(claims.column_no, claims.other_column_no) = one.other_column_no
            )
    left join estimates as other
        on
            claims.kind in ('smaller', 'more_significant')
            and claims.measure_asserted = other.measure
            and claims.other_table = other.study_table
            and claims.other_column_no = other.column_no
            and claims.other_term = case claims.kind when 'smaller' then other.term else other.other_term end
            and (claims.kind = 'more_significant' or one.variant = other.variant)

),

judged as (

    select
        claim_id,
        part,
        variant,
        case kind
            when 'smaller' then 'size' when 'more_significant' then inference || ' |z|' else inference
        end
            as inference,
        case kind
            when 'smaller' then estimate - other_estimate
            when 'more_significant' then size_of_z - other_size_of_z
            else direction * estimate
        end as estimate,
        case when kind in ('smaller', 'more_significant') then null else p_value end as p_value,
        case
            when kind = 'smaller' then estimate < other_estimate
            when kind = 'more_significant' then size_of_z > other_size_of_z
            when kind = 'not_significant' then p_value >= level_number
            when expected = 'negative' then p_value < level_number and estimate < 0
            else p_value < level_number and direction * estimate > 0
        end as holds
    from matched

)

select
    claims.claim_id,
    claims.part,
    judged.variant,
    judged.inference,
    judged.estimate,
    judged.p_value,
    case when judged.holds is null then 'not_estimated' when judged.holds then 'holds' else 'fails' end
        as verdict,
    -- The kind of estimate, which selects the sentence.
    case
        when judged.holds is null then ''
        when claims.kind in ('smaller', 'greater', 'more_significant') then 'difference_'
        else 'estimate_'
    end as measure
from claims
left join judged
    on
        claims.claim_id = judged.claim_id
        and claims.part = judged.part
