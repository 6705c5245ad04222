-- The range of the groups' slopes, and the slope of the column that pools them.
-- Grain: one row per pooled coefficient and table of groups.

with coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient,
        std_error,
        coefficient_text,
        coefficient_text || ' (' || std_error_text || ')' as printed
    from {{ ref('int_printed_coefficients') }}
    where
        std_error > 0
        and term <> '_cons'

)

select
    group_columns.pooled_table as study_table,
    group_columns.pooled_column_no as column_no,
    group_columns.study_table as group_table,
    pooled.term,
    pooled.printed,
    pooled.coefficient,
    pooled.std_error,
    min(grouped.coefficient) as least_slope,
    max(grouped.coefficient) as largest_slope,
    min_by(grouped.std_error, grouped.coefficient) as least_slope_error,
    max_by(grouped.std_error, grouped.coefficient) as largest_slope_error
from {{ ref('int_group_columns') }} as group_columns
inner join coefficients as pooled
    on
        group_columns.pooled_table = pooled.study_table
        and group_columns.pooled_column_no = pooled.column_no
inner join coefficients as grouped
    on
        group_columns.study_table = grouped.study_table
        and group_columns.column_no = grouped.column_no
        and pooled.term = grouped.term
group by
    group_columns.pooled_table, group_columns.pooled_column_no, group_columns.study_table, pooled.term,
    pooled.printed, pooled.coefficient, pooled.std_error
