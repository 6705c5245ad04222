{{ config(meta={'values': ['both_printed', 'difference_text']}) }}
-- "Falls": a comparison of two sizes, no test.
-- Grain: one row per part of such a claim; one whose coefficients are not printed is reported as such.

with judged as (

    select
        claims.*,
        differences.printed as both_printed,
        {{ number_text('differences.difference', 4) }} as difference_text,
        case
            when differences.difference is null then 'suspect'
            when differences.difference < 0 - differences.difference_half_unit - 1e-12 then 'consistent'
            when differences.difference <= differences.difference_half_unit + 1e-12 then 'borderline'
            else 'inconsistent'
        end as verdict
    from {{ ref('int_claims') }} as claims
    left join {{ ref('int_coefficient_differences') }} as differences
        on
            claims.study_table = differences.study_table
            and claims.column_no = differences.column_no
            and claims.term = differences.term
            and claims.other_table = differences.other_table
            and claims.other_column_no = differences.other_column_no
            and claims.other_term = differences.other_term
            and differences.is_claimed
    where claims.kind = 'smaller'

)

select
    study_table,
    column_no,
    term,
    claim,
    claim_zh as printed,
    both_printed || ' = ' || difference_text as expected,
    verdict,
    case when both_printed is null then 'unprinted' else 'opening ' || verdict end as parts,
    both_printed,
    difference_text
from judged
