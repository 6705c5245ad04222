-- Printed coefficients whose decimal point may be misplaced, with the likely number: .672 among four-digit
-- standard errors is probably .0672. Suspected if stars that do not fit would fit with ten times the standard
-- error or a tenth of it, if a number differs more than fivefold from the same term in every comparable
-- column, or if its number of decimals is unusual for the table. A guess that contradicts those columns is
-- not made.
-- Grain: one row per printed coefficient with a standard error that can be judged.

-- .0672 printed as .672 lost a digit, .0920 printed as .00920 gained one: the point moves accordingly.
with guesses as (

    select
        *,
        case
            when coefficient_shift <> 0 then cast(null as double)
            when error_shift_for_siblings <> 0
                then round(std_error * power(10.0, error_shift_for_siblings), 9)
            when error_shift_for_profile <> 0
                then round(std_error * power(10.0, error_shift_for_profile), 9)
            when abs(extra_error_decimals) = 1
                then round(std_error * power(10.0, extra_error_decimals), 9)
            when error_shift_for_stars <> 0 and extra_coefficient_decimals = 0
                then round(std_error * power(10.0, error_shift_for_stars), 9)
        end as guessed_error,
        case
            when coefficient_shift <> 0
                then round(coefficient * power(10.0, coefficient_shift), 9)
            when
                abs(extra_coefficient_decimals) = 1
                then round(coefficient * power(10.0, extra_coefficient_decimals), 9)
        end as guessed_coefficient
    from {{ ref('int_decimal_marks') }}

)

select
    study_table,
    column_no,
    term,
    printed,
    coefficient_text,
    std_error_text,
    coefficient,
    std_error,
    least_std_error,
    largest_std_error,
    least_size,
    largest_size,
    expected_low,
    expected_high,
    usual_coefficient_decimals,
    usual_error_decimals,
    extra_coefficient_decimals,
    extra_error_decimals,
    error_shift_for_stars,
    error_shift_for_siblings,
    error_shift_for_profile,
    coefficient_shift,
    guessed_error,
    guessed_coefficient,
    case
        when
            least_std_error is null
            or guessed_error between least_std_error / 5 and 5 * largest_std_error
            then guessed_error
    end as likely_error,
    case
        when
            least_size is null
            or abs(guessed_coefficient) between least_size / 5 and 5 * largest_size
            then guessed_coefficient
    end as likely_coefficient,
    error_shift_for_stars <> 0
    or error_shift_for_siblings <> 0
    or error_shift_for_profile <> 0
    or coefficient_shift <> 0
    or extra_error_decimals <> 0
    or extra_coefficient_decimals <> 0 as is_suspect
from guesses
