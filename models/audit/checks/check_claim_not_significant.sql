{{ config(meta={'values': ['coefficient_printed', 't_text', 'level_text', 'asserted_text']}) }}
-- "No significant effect": t is below the critical value.
-- Grain: one row per part of such a claim; one whose coefficient is not printed is reported as such.

with judged as (

    select
        claims.*,
        stars.printed as coefficient_printed,
        {{ number_text('stars.t_value', 2) }} as t_text,
        claims.asserted || coalesce(', ' || nullif(claims.level_text, ''), '') as asserted_text,
        case
            when stars.verdict is null then 'suspect'
            when greatest(stars.normal_most, stars.t_most) < claims.level_stars then 'consistent'
            when stars.stars_least >= claims.level_stars then 'inconsistent'
            else 'borderline'
        end as verdict
    from {{ ref('int_claims') }} as claims
    left join {{ ref('int_printed_stars') }} as stars
        on
            claims.study_table = stars.study_table
            and claims.column_no = stars.column_no
            and claims.term = stars.term
            and stars.t_value is not null
    where claims.kind = 'not_significant'

)

select
    study_table,
    column_no,
    term,
    claim,
    claim_zh as printed,
    coefficient_printed || ', t = ' || t_text as expected,
    verdict,
    case
        when coefficient_printed is null then 'unprinted'
        when verdict in ('consistent', 'borderline') then 'opening ' || verdict
        else 'opening fails'
    end as parts,
    coefficient_printed,
    t_text,
    level_text,
    asserted_text
from judged
