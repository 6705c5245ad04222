-- Coefficients that disagree with the rest of the table, and the range it implies: from the same term in
-- comparable columns, which seldom changes by more than a standard error as regressors are added, or from the
-- other numbers of a mediation path.
-- Grain: one row per such coefficient and source of the range.

-- A number in a mediation path that adds up is correct.
with verified as (

    select
        study_table,
        b_column_no as column_no,
        mediator as term
    from {{ ref('int_path_gaps') }}
    where abs(gap) <= rounding + 1e-9

    union

    select
        study_table,
        a_column_no as column_no,
        treatment as term
    from {{ ref('int_path_gaps') }}
    where abs(gap) <= rounding + 1e-9

    union

    select
        study_table,
        b_column_no as column_no,
        treatment as term
    from {{ ref('int_path_gaps') }}
    where abs(gap) <= rounding + 1e-9

    union

    select
        total_table as study_table,
        total_column_no as column_no,
        treatment as term
    from {{ ref('int_path_gaps') }}
    where abs(gap) <= rounding + 1e-9

),

ranges as (

    select
        study_table,
        column_no,
        term,
        'siblings' as source,
        least_coefficient - 0.5 * largest_std_error as expected_low,
        largest_coefficient + 0.5 * largest_std_error as expected_high,
        largest_std_error as least_distance
    from {{ ref('int_printed_siblings') }}

    union all

    select
        study_table,
        column_no,
        term,
        'path' as source,
        expected_low,
        expected_high,
        expected_high - expected_low as least_distance
    from {{ ref('int_path_cells') }}

)

select
    coefficients.study_table,
    coefficients.column_no,
    coefficients.term,
    coefficients.printed,
    coefficients.coefficient_text,
    coefficients.coefficient,
    ranges.source,
    ranges.expected_low,
    ranges.expected_high
from {{ ref('int_printed_coefficients') }} as coefficients
inner join ranges
    on
        coefficients.study_table = ranges.study_table
        and coefficients.column_no = ranges.column_no
        and coefficients.term = ranges.term
left join verified
    on
        coefficients.study_table = verified.study_table
        and coefficients.column_no = verified.column_no
        and coefficients.term = verified.term
where
    verified.term is null
    and greatest(
        ranges.expected_low - coefficients.coefficient, coefficients.coefficient - ranges.expected_high
    )
    > ranges.least_distance
