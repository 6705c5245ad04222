-- The mediation paths in a set of printed tables: a column with the mediator as outcome (a), a column with it
-- as regressor (b, direct), and the column without it that has the regressors of the first (total), in the
-- same table or the only such column in another. The indirect effect is a b. What holds for the treatment,
-- the first regressor where it is known, holds for every other regressor of the three columns.
-- Grain: one row per column with the mediator and regressor.

with coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient
    from {{ ref('int_printed_coefficients') }}
    where std_error > 0

),

-- Column a and column b differ only by the mediator.
steps as (

    select
        pairs.study_table,
        pairs.column_no as a_column_no,
        pairs.other_column_no as b_column_no,
        a_columns.outcome as mediator,
        b_columns.outcome,
        a_columns.first_term,
        a_columns.regressors,
        a_columns.n_obs,
        coalesce(a_columns.sample_condition, '') as sample_condition
    from {{ ref('int_printed_pairs') }} as pairs
    inner join {{ ref('int_printed_columns') }} as a_columns
        on
            pairs.study_table = a_columns.study_table
            and pairs.column_no = a_columns.column_no
    inner join {{ ref('int_printed_columns') }} as b_columns
        on
            pairs.study_table = b_columns.study_table
            and pairs.other_column_no = b_columns.column_no
    where
        pairs.same_sample
        and pairs.sample_is_certain
        and not pairs.same_outcome
        and pairs.n_common = pairs.n_regressors
        and pairs.other_n_regressors = pairs.n_regressors + 1

),

paths as (

    select
        steps.*,
        a_terms.term as treatment,
        a_terms.term = coalesce(steps.first_term, a_terms.term) as is_treatment,
        a_terms.coefficient as a,
        b_terms.coefficient as b,
        direct.coefficient as direct
    from steps
    inner join coefficients as b_terms
        on
            steps.study_table = b_terms.study_table
            and steps.b_column_no = b_terms.column_no
            and steps.mediator = b_terms.term
    inner join coefficients as direct
        on
            steps.study_table = direct.study_table
            and steps.b_column_no = direct.column_no
    inner join coefficients as a_terms
        on
            steps.study_table = a_terms.study_table
            and steps.a_column_no = a_terms.column_no
            and direct.term = a_terms.term
    where a_terms.term <> '_cons'

),

totals as (

    select
        paths.study_table,
        paths.a_column_no,
        paths.b_column_no,
        paths.treatment,
        total_columns.study_table as total_table,
        total_columns.column_no as total_column_no,
        coefficients.coefficient as total,
        row_number() over (
            partition by paths.study_table, paths.a_column_no, paths.b_column_no, paths.treatment
            order by
                case when total_columns.study_table = paths.study_table then 1 else 2 end,
                total_columns.study_table,
                total_columns.column_no
        ) as preference
    from paths
    inner join {{ ref('int_printed_columns') }} as total_columns
        on
            paths.outcome = total_columns.outcome
            and paths.regressors = total_columns.regressors
            and paths.n_obs = total_columns.n_obs
            and paths.sample_condition = coalesce(total_columns.sample_condition, '')
            and (
                total_columns.n_alike = 1
                or (total_columns.n_alike_in_table = 1 and paths.study_table = total_columns.study_table)
            )
    inner join coefficients
        on
            total_columns.study_table = coefficients.study_table
            and total_columns.column_no = coefficients.column_no
            and paths.treatment = coefficients.term

)

select
    paths.study_table,
    paths.a_column_no,
    paths.b_column_no,
    paths.treatment,
    paths.is_treatment,
    paths.mediator,
    paths.outcome,
    totals.total_table,
    totals.total_column_no,
    paths.a,
    paths.b,
    paths.direct,
    totals.total,
    paths.a * paths.b as indirect
from paths
left join totals
    on
        paths.study_table = totals.study_table
        and paths.a_column_no = totals.a_column_no
        and paths.b_column_no = totals.b_column_no
        and paths.treatment = totals.treatment
        and totals.preference = 1
