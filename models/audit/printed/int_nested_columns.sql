-- Which printed columns have all regressors of another one with the same outcome and sample: within a table,
-- and in other tables the only such column with one regressor less.
-- Grain: one row per wider and narrower column.

with columns_printed as (

    select
        study_table,
        column_no,
        outcome,
        regressors,
        n_obs,
        n_alike,
        coalesce(sample_condition, '') as sample_condition
    from {{ ref('int_printed_columns') }}
    where n_obs is not null

),

without_one as (

    select
        one.study_table,
        one.column_no,
        one.term as left_out,
        {{ joined_texts('other.term') }} as regressors
    from {{ ref('int_printed_regressors') }} as one
    inner join {{ ref('int_printed_regressors') }} as other
        on
            one.study_table = other.study_table
            and one.column_no = other.column_no
            and one.term <> other.term
    group by one.study_table, one.column_no, one.term

)

select
    study_table,
    column_no,
    study_table as narrower_table,
    other_column_no as narrower_column_no,
    sample_is_certain
from {{ ref('int_printed_pairs') }}
where
    same_outcome
    and same_sample
    and n_common = other_n_regressors
    and other_n_regressors < n_regressors
    and other_n_regressors > 0

union all

select
    wider.study_table,
    wider.column_no,
    narrower.study_table as narrower_table,
    narrower.column_no as narrower_column_no,
    true as sample_is_certain
from columns_printed as wider
inner join without_one
    on
        wider.study_table = without_one.study_table
        and wider.column_no = without_one.column_no
inner join columns_printed as narrower
    on
        wider.outcome = narrower.outcome
        and without_one.regressors = narrower.regressors
        and wider.n_obs = narrower.n_obs
        and wider.sample_condition = narrower.sample_condition
        and wider.study_table <> narrower.study_table
where
    narrower.n_alike = 1
    and wider.n_alike = 1
