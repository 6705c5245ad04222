-- What this release's own estimates say about each sentence, from the variant that stands first (the
-- equation as written, where the study has it) and the convention under which the tables show it.
-- holds, fails, or not_estimated where the data at hand do not allow the model;
-- the results are written after these views are built, so a bare dbt build says not_estimated throughout.
-- Grain: one row per part of a claim.

{{ config(materialized='view') }}

with claims as (

    select
        *,
        coalesce({{ to_number(fold_number('level')) }}, 0.05) as level_number
    from {{ ref('published_claims') }}

),

estimates as (

    select
        estimates.study_table,
        estimates.column_no,
        estimates.variant,
        estimates.term,
        estimates.vcov,
        estimates.coefficient,
        estimates.p_value,
        row_number() over (
            partition by estimates.study_table, estimates.column_no, estimates.term
            order by
                case estimates.variant when 'equation' then 1 when 'differenced' then 2 else 3 end,
                estimates.variant,
                estimates.vcov
        ) as preference
    from {{ source('results', 'estimates') }} as estimates
    inner join {{ ref('int_shown_conventions') }} as conventions
        on
            estimates.study_table = conventions.study_table
            and estimates.column_no = conventions.column_no
            and estimates.variant = conventions.variant
            and estimates.outcome = conventions.outcome
            and (estimates.term = '_cons') = conventions.is_constant
            and estimates.vcov = conventions.convention
    where estimates.p_value is not null

),

chosen as (

    select * from estimates
    where preference = 1

),

indirect as (

    select
        effects.study_table,
        effects.column_no,
        effects.variant,
        effects.treatment,
        effects.mediator,
        effects.estimate,
        effects.std_error,
        effects.p_value,
        effects.method,
        row_number() over (
            partition by effects.study_table, effects.column_no, effects.treatment, effects.mediator
            order by
                case effects.variant when 'equation' then 1 when 'differenced' then 2 else 3 end,
                effects.variant,
                case effects.method
                    when 'percentile' then 1 when 'delta' then 2 when 'sobel' then 3 else 4
                end,
                effects.method
        ) as preference
    from {{ source('results', 'mediation_effects') }} as effects
    where
        effects.effect = 'indirect'
        and effects.p_value is not null
        and effects.std_error is not null

),

gaps as (

    select
        differences.study_table,
        differences.column_a,
        differences.column_b,
        differences.term,
        differences.variant,
        differences.method,
        differences.difference,
        differences.p_value,
        row_number() over (
            partition by differences.study_table, differences.column_a, differences.column_b, differences.term
            order by
                case differences.variant when 'equation' then 1 when 'differenced' then 2 else 3 end,
                differences.variant,
                case differences.method when 'permutation' then 1 when 'wald' then 2 else 3 end,
                differences.method
        ) as preference
    from {{ source('results', 'group_differences') }} as differences
    where differences.p_value is not null

),

found as (

    select
        claims.claim_id,
        claims.part,
        chosen.variant,
        chosen.vcov as inference,
        chosen.coefficient as estimate,
        chosen.p_value,
        case
            when claims.kind = 'not_significant' then chosen.p_value >= claims.level_number
            else
                chosen.p_value < claims.level_number
                and case
                    when claims.expected = 'negative' then chosen.coefficient < 0 else chosen.coefficient > 0
                end
        end as holds
    from claims
    inner join chosen
        on
            claims.study_table = chosen.study_table
            and claims.column_no = chosen.column_no
            and claims.term = chosen.term
    where claims.kind in ('sign', 'not_significant')

    union all

    select
        claims.claim_id,
        claims.part,
        one.variant,
        'size' as inference,
        one.coefficient - other.coefficient as estimate,
        cast(null as double) as p_value,
        one.coefficient < other.coefficient as holds
    from claims
    inner join chosen as one
        on
            claims.study_table = one.study_table
            and claims.column_no = one.column_no
            and claims.term = one.term
    inner join chosen as other
        on
            claims.other_table = other.study_table
            and claims.other_column_no = other.column_no
            and claims.other_term = other.term
            and one.variant = other.variant
    where claims.kind = 'smaller'

    union all

    -- group_differences has the later column less the earlier one.
    select
        claims.claim_id,
        claims.part,
        gaps.variant,
        gaps.method as inference,
        case when claims.column_no = gaps.column_b then gaps.difference else 0 - gaps.difference end
            as estimate,
        gaps.p_value,
        gaps.p_value < claims.level_number
        and case when claims.column_no = gaps.column_b then gaps.difference else 0 - gaps.difference end
        > 0 as holds
    from claims
    inner join gaps
        on
            claims.study_table = gaps.study_table
            and claims.other_table = gaps.study_table
            and least(claims.column_no, claims.other_column_no) = gaps.column_a
            and greatest(claims.column_no, claims.other_column_no) = gaps.column_b
            and claims.term = gaps.term
            and gaps.preference = 1
    where claims.kind = 'greater'

    union all

    select
        claims.claim_id,
        claims.part,
        indirect.variant,
        indirect.method,
        indirect.estimate,
        indirect.p_value,
        indirect.p_value < claims.level_number
        and case when claims.expected = 'negative' then indirect.estimate < 0 else indirect.estimate > 0 end
            as holds
    from claims
    inner join indirect
        on
            claims.other_table = indirect.study_table
            and claims.other_column_no = indirect.column_no
            and claims.term = indirect.treatment
            and claims.other_term = indirect.mediator
            and indirect.preference = 1
    where claims.kind = 'mediation'

    union all

    select
        claims.claim_id,
        claims.part,
        one.variant,
        one.method || ' |z|' as inference,
        abs(one.estimate / nullif(one.std_error, 0))
        - abs(other.estimate / nullif(other.std_error, 0)) as estimate,
        cast(null as double) as p_value,
        abs(one.estimate / nullif(one.std_error, 0))
        > abs(other.estimate / nullif(other.std_error, 0)) as holds
    from claims
    inner join indirect as one
        on
            claims.study_table = one.study_table
            and claims.column_no = one.column_no
            and claims.term = one.mediator
            and one.preference = 1
    inner join indirect as other
        on
            claims.other_table = other.study_table
            and claims.other_column_no = other.column_no
            and claims.other_term = other.mediator
            and other.preference = 1
    where claims.kind = 'more_significant'

)

select
    claims.claim_id,
    claims.part,
    found.variant,
    found.inference,
    found.estimate,
    found.p_value,
    case
        when found.holds is null then 'not_estimated'
        when found.holds then 'holds'
        else 'fails'
    end as verdict,
    -- What the estimate is, to be told with the verdict.
    case
        when found.holds is null then ''
        when claims.kind in ('smaller', 'greater', 'more_significant') then 'difference_'
        else 'estimate_'
    end as measure
from claims
left join found
    on
        claims.claim_id = found.claim_id
        and claims.part = found.part
