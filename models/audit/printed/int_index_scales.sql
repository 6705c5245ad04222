-- Columns that repeat another one with a different first regressor, another index: every coefficient of the
-- index then changes by about the same factor, its scale. A median of the factors needs three outcomes.
-- Grain: one row per printed column with the first index, and its twin with the other.

with indexed as (

    select
        columns_printed.study_table,
        columns_printed.column_no,
        columns_printed.place,
        columns_printed.outcome,
        columns_printed.n_regressors,
        columns_printed.first_term as term,
        coefficients.coefficient_text,
        coefficients.coefficient,
        first_value(columns_printed.place) over same_but_index as first_place,
        first_value(columns_printed.first_term) over same_but_index as first_term,
        first_value(coefficients.coefficient) over same_but_index as first_coefficient,
        first_value(coefficients.coefficient_text) over same_but_index as first_coefficient_text,
        first_value(columns_printed.study_table) over same_but_index as first_table,
        first_value(columns_printed.column_no) over same_but_index as first_column_no
    from {{ ref('int_printed_columns') }} as columns_printed
    inner join {{ ref('int_printed_coefficients') }} as coefficients
        on
            columns_printed.study_table = coefficients.study_table
            and columns_printed.column_no = coefficients.column_no
            and columns_printed.first_term = coefficients.term
    where columns_printed.n_alike = 1
    window same_but_index as (
        partition by
            columns_printed.outcome,
            columns_printed.n_obs,
            coalesce(columns_printed.sample_condition, ''),
            columns_printed.n_regressors,
            coalesce(columns_printed.later_regressors, '')
        order by columns_printed.study_table, columns_printed.column_no
    )

),

scales as (

    select
        first_table as study_table,
        first_column_no as column_no,
        outcome,
        n_regressors,
        first_term as term,
        first_coefficient_text as coefficient_text,
        term as other_term,
        place as other_place,
        coefficient_text as other_coefficient_text,
        first_coefficient / nullif(coefficient, 0) as ratio
    from indexed
    where term <> first_term

),

medians as (

    select
        term,
        other_term,
        n_regressors,
        percentile_cont(0.5) within group (order by ratio) as median_ratio
    from scales
    group by term, other_term, n_regressors
    having count(distinct outcome) >= 3

)

select
    scales.*,
    medians.median_ratio
from scales
inner join medians
    on
        scales.term = medians.term
        and scales.other_term = medians.other_term
        and scales.n_regressors = medians.n_regressors
