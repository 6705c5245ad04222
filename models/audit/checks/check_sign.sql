{{ config(meta={'values': ['printed', 'expected_text', 'turned_text']}) }}
-- A minus sign that may be missing: the coefficient disagrees with the same term in comparable columns, or
-- with a mediation path, but agrees with the opposite sign.
-- Grain: one row per printed coefficient with the fault.

with turned as (

    select
        *,
        case
            when coefficient < 0 then translate(coefficient_text, '-', '') else
                '-' || translate(coefficient_text, '+', '')
        end
            as turned_text,
        row_number() over (partition by study_table, column_no, term order by source) as place
    from {{ ref('int_expected_coefficients') }}
    where
        0 - coefficient between expected_low and expected_high
        and coefficient <> 0

)

select
    study_table,
    column_no,
    term,
    printed,
    turned_text as expected,
    'suspect' as verdict,
    'opening ' || source as parts,
    {{ number_text('expected_low', 4) }} || ' - ' || {{ number_text('expected_high', 4) }} as expected_text,
    turned_text
from turned
where place = 1
