-- Differences between two printed coefficients. z = d / sqrt(s1^2 + s2^2) holds for independent columns, that
-- is, columns of different regions. Otherwise the correlation is unknown: z lies between |d| / (s1 + s2), the
-- worst case, and |d| / |s1 - s2|, the best.
-- Grain: one row per pair of printed coefficients.

with coefficients as (

    select
        *,
        coefficient_text || ' (' || std_error_text || ')' as without_stars
    from {{ ref('int_printed_coefficients') }}
    where std_error > 0

),

paired as (

    select
        pairs.*,
        one.coefficient - other.coefficient as difference,
        abs(one.coefficient - other.coefficient) as gap,
        one.coefficient_half_unit + other.coefficient_half_unit as difference_half_unit,
        one.std_error,
        one.std_error_half_unit,
        other.std_error as other_std_error,
        other.std_error_half_unit as other_std_error_half_unit,
        one.without_stars || ' - ' || other.without_stars as printed
    from {{ ref('int_compared_coefficients') }} as pairs
    inner join coefficients as one
        on
            pairs.study_table = one.study_table
            and pairs.column_no = one.column_no
            and pairs.term = one.term
    inner join coefficients as other
        on
            pairs.other_table = other.study_table
            and pairs.other_column_no = other.column_no
            and pairs.other_term = other.term

)

select
    study_table,
    column_no,
    term,
    other_table,
    other_column_no,
    other_term,
    is_claimed,
    regions_apart,
    difference,
    difference_half_unit,
    difference / sqrt(power(std_error, 2) + power(other_std_error, 2)) as z_value,
    greatest(gap - difference_half_unit, 0) / sqrt(
        power(std_error + std_error_half_unit, 2) + power(other_std_error + other_std_error_half_unit, 2)
    ) as z_low,
    (gap + difference_half_unit) / nullif(sqrt(
        power(std_error - std_error_half_unit, 2) + power(other_std_error - other_std_error_half_unit, 2)
    ), 0) as z_high,
    gap / (std_error + other_std_error) as worst_z,
    coalesce(gap / nullif(abs(std_error - other_std_error), 0), 1e9) as best_z,
    printed
from paired
