-- What two printed columns have in common: outcome, sample, regressors. The comparisons between columns
-- rest on it: R2 of nested columns, the total effect of a mediation, groups and the column they pool, an
-- index under two scales. Where study_models does not say, columns with as many observations are taken to
-- be one sample.
-- Grain: one row per ordered pair of printed columns.

with models as (

    select
        study_table,
        column_no,
        outcome,
        group_label,
        sample_condition,
        n_obs,
        n_regressors,
        first_term,
        outcome_is_mediator
    from {{ ref('int_printed_models') }}

),

common as (

    select
        left_side.study_table,
        left_side.column_no,
        right_side.study_table as other_table,
        right_side.column_no as other_column_no,
        count(*) as n_common
    from {{ ref('int_printed_regressors') }} as left_side
    inner join {{ ref('int_printed_regressors') }} as right_side
        on left_side.term = right_side.term
    group by left_side.study_table, left_side.column_no, right_side.study_table, right_side.column_no

)

select
    one.study_table,
    one.column_no,
    other.study_table as other_table,
    other.column_no as other_column_no,
    one.n_regressors,
    other.n_regressors as other_n_regressors,
    coalesce(common.n_common, 0) as n_common,
    one.first_term,
    other.first_term as other_first_term,
    one.n_obs,
    other.n_obs as other_n_obs,
    one.outcome = other.outcome as same_outcome,
    one.outcome_is_mediator or other.outcome_is_mediator as either_outcome_is_mediator,
    coalesce(one.n_obs = other.n_obs, false)
    and coalesce(one.sample_condition = other.sample_condition, true) as same_sample,
    one.n_regressors = other.n_regressors
    and coalesce(common.n_common, 0) = one.n_regressors as same_regressors
from models as one
inner join models as other
    on
        one.study_table <> other.study_table
        or one.column_no <> other.column_no
left join common
    on
        one.study_table = common.study_table
        and one.column_no = common.column_no
        and other.study_table = common.other_table
        and other.column_no = common.other_column_no
