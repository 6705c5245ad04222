-- Two numbers of each mediation path, with the rounding of the printed numbers taken into account: the gap
-- total - direct - a b, which is zero on one sample, and Sobel's z = a b / sqrt(b^2 s_a^2 + a^2 s_b^2) (Sobel
-- 1982), also with the standard errors corrected for a misplaced decimal point.
-- Grain: one row per mediation path.

with coefficients as (

    select
        coefficients.*,
        coalesce(slips.likely_error, coefficients.std_error) as likely_error
    from {{ ref('int_printed_coefficients') }} as coefficients
    left join {{ ref('int_printed_slips') }} as slips
        on
            coefficients.study_table = slips.study_table
            and coefficients.column_no = slips.column_no
            and coefficients.term = slips.term

),

paths as (

    select
        paths.*,
        a.printed as a_printed,
        a.n_stars as a_stars,
        a.std_error as a_error,
        a.coefficient_half_unit as a_half_unit,
        a.std_error_half_unit as a_error_half_unit,
        a.likely_error as a_likely_error,
        b.printed as b_printed,
        b.n_stars as b_stars,
        b.t_value as b_t_value,
        b.std_error as b_error,
        b.coefficient_half_unit as b_half_unit,
        b.std_error_half_unit as b_error_half_unit,
        b.likely_error as b_likely_error,
        direct.coefficient_half_unit as direct_half_unit,
        total.coefficient_half_unit as total_half_unit
    from {{ ref('int_mediation_paths') }} as paths
    inner join coefficients as a
        on
            paths.study_table = a.study_table
            and paths.a_column_no = a.column_no
            and paths.treatment = a.term
    inner join coefficients as b
        on
            paths.study_table = b.study_table
            and paths.b_column_no = b.column_no
            and paths.mediator = b.term
    inner join coefficients as direct
        on
            paths.study_table = direct.study_table
            and paths.b_column_no = direct.column_no
            and paths.treatment = direct.term
    left join coefficients as total
        on
            paths.total_table = total.study_table
            and paths.total_column_no = total.column_no
            and paths.treatment = total.term
    where paths.is_treatment

)

select
    study_table,
    a_column_no,
    b_column_no,
    treatment,
    is_treatment,
    mediator,
    outcome,
    total_table,
    total_column_no,
    a,
    b,
    direct,
    total,
    indirect,
    a_printed,
    a_stars,
    a_error,
    a_half_unit,
    a_error_half_unit,
    a_likely_error,
    b_printed,
    b_stars,
    b_t_value,
    b_error,
    b_half_unit,
    b_error_half_unit,
    b_likely_error,
    direct_half_unit,
    total_half_unit,
    total - direct - indirect as gap,
    total_half_unit
    + direct_half_unit
    + abs(a) * b_half_unit
    + abs(b) * a_half_unit
    + a_half_unit * b_half_unit as gap_from_rounding,
    abs(indirect) / nullif(sqrt(power(b * a_error, 2) + power(a * b_error, 2)), 0) as sobel_z,
    abs(indirect) / nullif(sqrt(power(b * a_likely_error, 2) + power(a * b_likely_error, 2)), 0)
        as likely_sobel_z,
    -- 1 / z^2 = 1 / t_a^2 + 1 / t_b^2: z is least where both t are.
    coalesce(1 / sqrt(
        power((a_error + a_error_half_unit) / nullif(greatest(abs(a) - a_half_unit, 0), 0), 2)
        + power((b_error + b_error_half_unit) / nullif(greatest(abs(b) - b_half_unit, 0), 0), 2)
    ), 0) as sobel_z_low,
    coalesce(1 / nullif(sqrt(
        power(greatest(a_error - a_error_half_unit, 0) / nullif(abs(a) + a_half_unit, 0), 2)
        + power(greatest(b_error - b_error_half_unit, 0) / nullif(abs(b) + b_half_unit, 0), 2)
    ), 0), 1e9) as sobel_z_high
from paths
