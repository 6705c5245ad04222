-- Which printed columns split a sample into groups, and which column pools them: columns of one table with
-- the same outcome and regressors whose observations add up to those of another column, in their own table or
-- the only such column in another.
-- Grain: one row per pooled column and group column.

with columns_printed as (

    select
        study_table,
        column_no,
        outcome,
        regressors,
        n_obs,
        n_alike
    from {{ ref('int_printed_columns') }}
    where n_obs is not null

),

largest as (

    select
        *,
        max(n_obs) over (partition by study_table, outcome, regressors) as n_obs_largest,
        sum(n_obs) over (partition by study_table, outcome, regressors) as n_obs_sum,
        count(*) over (partition by study_table, outcome, regressors) as n_columns
    from columns_printed

),

-- Either the pooled column is in the same table, or all columns of the table are groups.
splits as (

    select
        study_table,
        column_no,
        outcome,
        regressors,
        n_obs_largest as n_obs_pooled,
        study_table as pooled_table
    from largest
    where
        n_obs < n_obs_largest
        and n_columns >= 3
        and n_obs_sum = 2 * n_obs_largest

    union all

    select
        study_table,
        column_no,
        outcome,
        regressors,
        n_obs_sum as n_obs_pooled,
        cast(null as string) as pooled_table
    from largest
    where n_columns >= 2

)

select
    pooled.study_table as pooled_table,
    pooled.column_no as pooled_column_no,
    splits.study_table,
    splits.column_no
from splits
inner join columns_printed as pooled
    on
        splits.outcome = pooled.outcome
        and splits.regressors = pooled.regressors
        and splits.n_obs_pooled = pooled.n_obs
        and (
            splits.pooled_table = pooled.study_table
            or (
                splits.pooled_table is null
                and pooled.n_alike = 1
                and splits.study_table <> pooled.study_table
            )
        )
