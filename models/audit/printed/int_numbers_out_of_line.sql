-- Printed coefficients and standard errors that disagree with the rest of their table, as text, with the
-- range implied by it. Adding regressors step by step seldom changes a standard error by more than half.
-- Grain: one row per such number and source of the range.

with error_ranges as (

    select
        study_table,
        column_no,
        term,
        least_std_error,
        largest_std_error
    from {{ ref('int_printed_siblings') }}

    union all

    select
        study_table,
        column_no,
        term,
        least_std_error,
        largest_std_error
    from {{ ref('int_error_profiles') }}

)

select
    study_table,
    column_no,
    term,
    printed,
    coefficient_text as number_text,
    expected_low,
    expected_high,
    source
from {{ ref('int_expected_coefficients') }}

union all

select
    coefficients.study_table,
    coefficients.column_no,
    coefficients.term,
    coefficients.printed,
    coefficients.std_error_text as number_text,
    ranges.least_std_error / 1.15 as expected_low,
    ranges.largest_std_error * 1.15 as expected_high,
    'std_error' as source
from {{ ref('int_printed_coefficients') }} as coefficients
inner join error_ranges as ranges
    on
        coefficients.study_table = ranges.study_table
        and coefficients.column_no = ranges.column_no
        and coefficients.term = ranges.term
where
    coefficients.convention not in ('t_in_brackets', 'p_in_brackets')
    and (
        coefficients.std_error > 1.5 * ranges.largest_std_error
        or 1.5 * coefficients.std_error < ranges.least_std_error
    )
