-- Printed coefficients of this study's paper as numbers, with their rounding: 2.8396 means any number from
-- 2.83955 to 2.83965, so the true t lies between (|b| - half a unit) / (s + half a unit) and (|b| + half a
-- unit) / (s - half a unit). The seed says what the brackets contain; by default a standard error.
-- Grain: one row per printed column and term that has a coefficient.

with printed as (

    select
        coefficients.study_table,
        coefficients.column_no,
        coefficients.term,
        {{ fold_number('coefficients.coefficient') }} as coefficient_text,
        translate({{ fold_number('coefficients.std_error') }}, '()[]', '') as std_error_text,
        coalesce(translate(coefficients.stars, '＊ ', '*'), '') as stars,
        coalesce(models.convention, '') as convention
    from {{ ref('int_own_printed_coefficients') }} as coefficients
    left join {{ ref('printed_models') }} as models
        on
            coefficients.study_table = models.study_table
            and coefficients.column_no = models.column_no

),

numbers as (

    select
        *,
        {{ to_number('coefficient_text') }} as coefficient,
        {{ to_number('std_error_text') }} as bracket,
        {{ decimals_of('coefficient_text') }} as coefficient_decimals,
        {{ decimals_of('std_error_text') }} as std_error_decimals
    from printed
    where coalesce(coefficient_text, '') <> ''

),

halves as (

    select
        *,
        case
            when convention = 't_in_brackets' then abs(coefficient / nullif(bracket, 0))
            when convention <> 'p_in_brackets' then bracket
        end as std_error,
        power(10.0, 0 - coefficient_decimals) / 2 as coefficient_half_unit,
        power(10.0, 0 - std_error_decimals) / 2 as bracket_half_unit
    from numbers

),

sized as (

    select
        *,
        case
            when convention = 't_in_brackets' then std_error * bracket_half_unit / nullif(abs(bracket), 0)
            else bracket_half_unit
        end as std_error_half_unit
    from halves

)

select
    study_table,
    column_no,
    term,
    coefficient_text,
    std_error_text,
    stars,
    coefficient_text || stars || ' (' || std_error_text || ')' as printed,
    least(length(stars), 3) as n_stars,
    convention,
    coefficient,
    std_error,
    coefficient_decimals,
    std_error_decimals,
    coefficient_half_unit,
    std_error_half_unit,
    case when convention = 'p_in_brackets' then bracket end as p_value,
    case when convention = 'p_in_brackets' then bracket_half_unit end as p_half_unit,
    case when convention = 't_in_brackets' then abs(bracket) else abs(coefficient) / nullif(std_error, 0) end
        as t_value,
    case
        when convention = 't_in_brackets' then greatest(abs(bracket) - bracket_half_unit, 0)
        else greatest(abs(coefficient) - coefficient_half_unit, 0) / (std_error + std_error_half_unit)
    end as t_low,
    -- If the standard error may be zero, t has no upper bound.
    case
        when convention = 't_in_brackets' then abs(bracket) + bracket_half_unit
        when std_error > std_error_half_unit
            then (abs(coefficient) + coefficient_half_unit) / (std_error - std_error_half_unit)
        when std_error is not null then 1e9
    end as t_high
from sized
