-- What two columns of one printed table have in common: outcome, sample, regressors. If study_models does not
-- say, columns with equally many observations share a sample, unless the table has several such columns: then
-- only a common label above them shows which belong together, and without labels nothing is certain.
-- Grain: one row per ordered pair of columns of one table.

with columns_printed as (

    select
        study_table,
        column_no,
        place,
        outcome,
        group_label,
        sample_condition,
        n_obs,
        n_regressors,
        first_term,
        outcome_is_mediator,
        n_alike_in_table
    from {{ ref('int_printed_columns') }}

),

common as (

    select
        one.study_table,
        one.column_no,
        other.column_no as other_column_no,
        count(*) as n_common
    from {{ ref('int_printed_regressors') }} as one
    inner join {{ ref('int_printed_regressors') }} as other
        on
            one.study_table = other.study_table
            and one.term = other.term
    group by one.study_table, one.column_no, other.column_no

)

select
    one.study_table,
    one.column_no,
    other.column_no as other_column_no,
    other.place as other_place,
    one.n_regressors,
    other.n_regressors as other_n_regressors,
    coalesce(common.n_common, 0) as n_common,
    one.first_term,
    one.outcome = other.outcome as same_outcome,
    one.outcome_is_mediator or other.outcome_is_mediator as either_outcome_is_mediator,
    coalesce(one.n_obs = other.n_obs, false)
    and coalesce(one.sample_condition = other.sample_condition, true)
    and (
        (one.n_alike_in_table = 1 and other.n_alike_in_table = 1) or one.group_label = other.group_label
    ) as same_sample,
    (one.n_alike_in_table = 1 and other.n_alike_in_table = 1)
    or (one.group_label <> '' and one.group_label = other.group_label) as sample_is_certain,
    one.n_regressors = other.n_regressors
    and coalesce(common.n_common, 0) = one.n_regressors as same_regressors
from columns_printed as one
inner join columns_printed as other
    on
        one.study_table = other.study_table
        and one.column_no <> other.column_no
left join common
    on
        one.study_table = common.study_table
        and one.column_no = common.column_no
        and other.column_no = common.other_column_no
