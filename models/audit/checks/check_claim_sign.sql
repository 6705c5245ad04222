{{ config(meta={'values': ['coefficient_printed', 't_text', 'level_text', 'asserted_text']}) }}
-- "Significantly positive": the coefficient has the sign, its stars claim the level and its t supports it.
-- Grain: one row per part of such a claim; one whose coefficient is not printed is reported as such.

with judged as (

    select
        claims.*,
        stars.printed as coefficient_printed,
        {{ number_text('stars.t_value', 2) }} as t_text,
        claims.asserted || coalesce(', ' || nullif(claims.level_text, ''), '') as asserted_text,
        stars.n_stars < claims.level_stars and stars.normal_fewest >= claims.level_stars as is_starless,
        case
            when stars.verdict is null then 'suspect'
            when
                case claims.asserted when 'positive' then 1 when 'negative' then -1 end
                * coefficients.coefficient + coefficients.coefficient_half_unit < 0
                then 'inconsistent'
            when stars.n_stars < claims.level_stars then 'inconsistent'
            when greatest(stars.normal_most, stars.t_most) < claims.level_stars then 'inconsistent'
            when least(stars.normal_fewest, stars.t_fewest) < claims.level_stars then 'borderline'
            else 'consistent'
        end as verdict
    from {{ ref('int_claims') }} as claims
    left join {{ ref('int_printed_stars') }} as stars
        on
            claims.study_table = stars.study_table
            and claims.column_no = stars.column_no
            and claims.term = stars.term
            and stars.t_value is not null
    left join {{ ref('int_printed_coefficients') }} as coefficients
        on
            stars.study_table = coefficients.study_table
            and stars.column_no = coefficients.column_no
            and stars.term = coefficients.term
    where claims.kind = 'sign'

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
        when is_starless then 'opening starless'
        else 'opening fails'
    end as parts,
    coefficient_printed,
    t_text,
    level_text,
    asserted_text
from judged
