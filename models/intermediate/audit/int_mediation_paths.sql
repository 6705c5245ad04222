-- The mediation paths that a set of printed tables holds: a column with the mediator as outcome (a), a
-- column with it as regressor (b, direct), and the column without it that has the same regressors as the
-- first (total). Indirect effect a b; Sobel's z = a b / sqrt(b^2 s_a^2 + a^2 s_b^2) (Sobel 1982). The gap
-- total - direct - a b must be nought on one sample but for rounding: half a unit in each printed number,
-- carried through the product. z is given again with the errors that a slipped decimal point suggests.
-- Grain: one row per treatment, mediator and column with the mediator.

with coefficients as (

    select
        coefficients.study_table,
        coefficients.column_no,
        coefficients.term,
        coefficients.coefficient,
        coefficients.std_error,
        coefficients.coefficient_half_unit as half_unit,
        coefficients.std_error_half_unit,
        coefficients.t_value,
        coefficients.n_stars,
        coefficients.coefficient_text
        || coefficients.stars
        || ' ('
        || coefficients.std_error_text
        || ')' as printed,
        coalesce(decimals.likely_error, coefficients.std_error) as likely_error
    from {{ ref('int_printed_coefficients') }} as coefficients
    left join {{ ref('int_audit_decimals') }} as decimals
        on
            coefficients.study_table = decimals.study_table
            and coefficients.column_no = decimals.column_no
            and coefficients.term = decimals.term
    where coefficients.std_error > 0

),

models as (

    select
        study_table,
        column_no,
        outcome,
        n_regressors
    from {{ ref('int_printed_models') }}

),

-- Column a and column b differ by the mediator alone.
steps as (

    select
        pairs.study_table,
        pairs.column_no as a_column_no,
        pairs.other_column_no as b_column_no,
        a_models.outcome as mediator,
        b_models.outcome
    from {{ ref('int_printed_pairs') }} as pairs
    inner join models as a_models
        on
            pairs.study_table = a_models.study_table
            and pairs.column_no = a_models.column_no
    inner join models as b_models
        on
            pairs.other_table = b_models.study_table
            and pairs.other_column_no = b_models.column_no
    where
        pairs.study_table = pairs.other_table
        and pairs.same_sample
        and not pairs.same_outcome
        and pairs.n_common = pairs.n_regressors
        and pairs.other_n_regressors = pairs.n_regressors + 1

),

paths as (

    select
        steps.study_table,
        steps.a_column_no,
        steps.b_column_no,
        steps.mediator,
        steps.outcome,
        a_terms.term as treatment,
        a_terms.coefficient as a,
        a_terms.std_error as a_error,
        a_terms.half_unit as a_half_unit,
        a_terms.std_error_half_unit as a_error_half_unit,
        a_terms.likely_error as a_likely_error,
        a_terms.n_stars as a_stars,
        a_terms.printed as a_printed,
        a_terms.t_value as a_t_value,
        b_terms.coefficient as b,
        b_terms.std_error as b_error,
        b_terms.half_unit as b_half_unit,
        b_terms.std_error_half_unit as b_error_half_unit,
        b_terms.likely_error as b_likely_error,
        b_terms.n_stars as b_stars,
        b_terms.printed as b_printed,
        b_terms.t_value as b_t_value,
        direct.coefficient as direct,
        direct.half_unit as direct_half_unit
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
    inner join {{ ref('int_printed_models') }} as a_models
        on
            steps.study_table = a_models.study_table
            and steps.a_column_no = a_models.column_no
    where
        a_terms.term = a_models.first_term
        or (a_models.first_term is null and a_terms.term <> '_cons')

),

-- The total effect may stand in another table; one in the same table is nearer.
totals as (

    select
        paths.study_table,
        paths.a_column_no,
        paths.b_column_no,
        paths.treatment,
        pairs.other_table as total_table,
        pairs.other_column_no as total_column_no,
        coefficients.coefficient as total,
        coefficients.half_unit as total_half_unit,
        row_number() over (
            partition by paths.study_table, paths.a_column_no, paths.b_column_no, paths.treatment
            order by
                case when pairs.other_table = paths.study_table then 1 else 2 end,
                pairs.other_table,
                pairs.other_column_no
        ) as preference
    from paths
    inner join {{ ref('int_printed_pairs') }} as pairs
        on
            paths.study_table = pairs.study_table
            and paths.a_column_no = pairs.column_no
            and pairs.same_sample
            and pairs.same_regressors
    inner join models as total_models
        on
            pairs.other_table = total_models.study_table
            and pairs.other_column_no = total_models.column_no
            and paths.outcome = total_models.outcome
    inner join coefficients
        on
            pairs.other_table = coefficients.study_table
            and pairs.other_column_no = coefficients.column_no
            and paths.treatment = coefficients.term

)

select
    paths.*,
    totals.total_table,
    totals.total_column_no,
    totals.total,
    paths.a * paths.b as indirect,
    totals.total - paths.direct - paths.a * paths.b as gap,
    totals.total_half_unit
    + paths.direct_half_unit
    + abs(paths.a) * paths.b_half_unit
    + abs(paths.b) * paths.a_half_unit
    + paths.a_half_unit * paths.b_half_unit as gap_from_rounding,
    abs(paths.a * paths.b)
    / nullif(sqrt(power(paths.b * paths.a_error, 2) + power(paths.a * paths.b_error, 2)), 0) as sobel_z,
    -- 1 / z^2 = 1 / t_a^2 + 1 / t_b^2: z is least where both t are.
    1 / sqrt(
        power((paths.a_error + paths.a_error_half_unit) / nullif(abs(paths.a) - paths.a_half_unit, 0), 2)
        + power((paths.b_error + paths.b_error_half_unit) / nullif(abs(paths.b) - paths.b_half_unit, 0), 2)
    ) as sobel_z_low,
    1 / nullif(sqrt(
        power((paths.a_error - paths.a_error_half_unit) / nullif(abs(paths.a) + paths.a_half_unit, 0), 2)
        + power((paths.b_error - paths.b_error_half_unit) / nullif(abs(paths.b) + paths.b_half_unit, 0), 2)
    ), 0) as sobel_z_high,
    abs(paths.a * paths.b)
    / nullif(sqrt(power(paths.b * paths.a_likely_error, 2) + power(paths.a * paths.b_likely_error, 2)), 0)
        as likely_sobel_z
from paths
left join totals
    on
        paths.study_table = totals.study_table
        and paths.a_column_no = totals.a_column_no
        and paths.b_column_no = totals.b_column_no
        and paths.treatment = totals.treatment
        and totals.preference = 1
