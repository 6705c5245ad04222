-- Signs of a misplaced decimal point: stars that do not fit would fit with ten times the standard error or a
-- tenth of it, a number differs more than fivefold from the rest of the table, or it has a different number
-- of decimals.
-- Grain: one row per printed coefficient with a standard error that can be judged.

with normal as (

    select
        normal_10_percent,
        normal_5_percent,
        normal_1_percent
    from {{ ref('int_critical_values') }}
    where degrees = 0

)

select
    stars.study_table,
    stars.column_no,
    stars.term,
    stars.printed,
    coefficients.coefficient_text,
    coefficients.std_error_text,
    coefficients.coefficient,
    coefficients.std_error,
    siblings.least_std_error,
    siblings.largest_std_error,
    siblings.least_size,
    siblings.largest_size,
    paths.expected_low,
    paths.expected_high,
    usual.usual_coefficient_decimals,
    usual.usual_error_decimals,
    coefficients.coefficient_decimals - usual.usual_coefficient_decimals as extra_coefficient_decimals,
    coefficients.std_error_decimals - usual.usual_error_decimals as extra_error_decimals,
    case
        when stars.verdict <> 'inconsistent' then 0
        when
            stars.n_stars
            = {{ stars_of(
                '10 * stars.t_value', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent'
            ) }}
            then -1
        when
            stars.n_stars
            = {{ stars_of(
                'stars.t_value / 10', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent'
            ) }}
            then 1
        else 0
    end as error_shift_for_stars,
    case
        when coefficients.std_error > 5 * siblings.largest_std_error then -1
        when coefficients.std_error * 5 < siblings.least_std_error then 1
        else 0
    end as error_shift_for_siblings,
    case
        when coefficients.std_error > 5 * profiles.largest_std_error then -1
        when coefficients.std_error * 5 < profiles.least_std_error then 1
        else 0
    end as error_shift_for_profile,
    -- What the other three numbers of a mediation path imply, else comparable columns. The sizes of small
    -- coefficients differ by chance, so the gap must also be several standard errors.
    case
        when coefficients.coefficient / 10 between paths.expected_low and paths.expected_high then -1
        when coefficients.coefficient * 10 between paths.expected_low and paths.expected_high then 1
        when
            abs(coefficients.coefficient) > 5 * siblings.largest_size
            and abs(coefficients.coefficient) - siblings.largest_size
            > 3 * (coefficients.std_error + siblings.largest_std_error)
            then -1
        when
            5 * abs(coefficients.coefficient) < siblings.least_size
            and siblings.least_size - abs(coefficients.coefficient)
            > 3 * (coefficients.std_error + siblings.largest_std_error)
            then 1
        else 0
    end as coefficient_shift
from {{ ref('int_printed_stars') }} as stars
inner join {{ ref('int_printed_coefficients') }} as coefficients
    on
        stars.study_table = coefficients.study_table
        and stars.column_no = coefficients.column_no
        and stars.term = coefficients.term
inner join {{ ref('int_usual_decimals') }} as usual
    on stars.study_table = usual.study_table
left join {{ ref('int_printed_siblings') }} as siblings
    on
        stars.study_table = siblings.study_table
        and stars.column_no = siblings.column_no
        and stars.term = siblings.term
left join {{ ref('int_error_profiles') }} as profiles
    on
        stars.study_table = profiles.study_table
        and stars.column_no = profiles.column_no
        and stars.term = profiles.term
left join {{ ref('int_path_cells') }} as paths
    on
        stars.study_table = paths.study_table
        and stars.column_no = paths.column_no
        and stars.term = paths.term
cross join normal
where
    coefficients.convention not in ('t_in_brackets', 'p_in_brackets')
    and stars.t_value is not null
    and stars.verdict <> 'too coarse to judge'
