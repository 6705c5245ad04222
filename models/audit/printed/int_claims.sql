-- Sentences of this study's paper that claim a result, with the claimed level as stars and as a critical
-- value of the normal distribution.
-- Grain: one row per part of a claim.

with claims as (

    select
        claims.claim_id,
        claims.part,
        claims.kind,
        claims.study_table,
        claims.column_no,
        claims.term,
        claims.other_table,
        claims.other_column_no,
        claims.other_term,
        claims.claim_zh,
        claims.expected,
        {{ to_number(fold_number('claims.level')) }} as level
    from {{ ref('published_claims') }} as claims
    cross join {{ ref('stg_settings') }} as settings
    left join {{ ref('printed_models') }} as models
        on
            claims.study_table = models.study_table
            and claims.column_no = models.column_no
    where
        coalesce(models.study_id, settings.study_id, '') in ('', settings.study_id)
        -- Without printed tables there are no claims to check.
        and (select count(*) from {{ ref('int_own_printed_coefficients') }}) > 0

)

select
    claims.claim_id || ' ' || cast(claims.part as string) as claim,
    claims.kind,
    claims.study_table,
    claims.column_no,
    claims.term,
    claims.other_table,
    claims.other_column_no,
    claims.other_term,
    claims.claim_zh,
    claims.expected as asserted,
    case
        when claims.level <= 0.01 then 3
        when claims.level <= 0.05 then 2
        when claims.level <= 0.10 then 1
    end as level_stars,
    case
        when claims.level <= 0.01 then '1 %'
        when claims.level <= 0.05 then '5 %'
        when claims.level <= 0.10 then '10 %'
        else ''
    end as level_text,
    case
        when claims.level <= 0.01 then normal.normal_1_percent
        when claims.level <= 0.05 then normal.normal_5_percent
        when claims.level <= 0.10 then normal.normal_10_percent
        else 0
    end as critical_value
from claims
inner join {{ ref('int_critical_values') }} as normal
    on normal.degrees = 0
