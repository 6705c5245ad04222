{{ config(meta={'values': ['both_printed', 'difference_text', 'z_text', 'p_text', 'worst_text']}) }}
-- "Significantly larger": z of the difference, computed as independent if the columns have no region in
-- common, otherwise at the worst and the best correlation.
-- Grain: one row per part of such a claim; one whose coefficients are not printed is reported as such.

with judged as (

    select
        claims.*,
        differences.printed as both_printed,
        {{ number_text('differences.difference', 4) }} as difference_text,
        {{ number_text('differences.z_value', 2) }} as z_text,
        {{ number_text('differences.worst_z', 2) }} as worst_text,
        {{ normal_p_value('differences.z_value') }} as p_value,
        case
            when differences.difference is null then 'suspect'
            when differences.difference < 0 - differences.difference_half_unit then 'inconsistent'
            when
                differences.z_low >= claims.critical_value
                and (differences.regions_apart or differences.worst_z >= claims.critical_value)
                then 'consistent'
            when differences.z_high >= claims.critical_value then 'borderline'
            when differences.regions_apart or differences.best_z < claims.critical_value then 'inconsistent'
            else 'borderline'
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
    where claims.kind = 'greater'

)

select
    study_table,
    column_no,
    term,
    claim,
    claim_zh as printed,
    both_printed || ': z = ' || z_text || ', worst case ' || worst_text as expected,
    verdict,
    case when both_printed is null then 'unprinted' else 'opening ' || verdict end as parts,
    both_printed,
    difference_text,
    z_text,
    {{ p_value_text('p_value') }} as p_text,
    worst_text
from judged
