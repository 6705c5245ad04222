-- Printed coefficients as numbers. What a page prints is a rounded number: 2.8396 stands for anything from
-- 2.83955 to 2.83965, so the true t lies between (|b| - half a unit) / (s + half a unit) and (|b| + half) /
-- (s - half). Texts are read after folding; brackets around an error and a printed minus make no
-- difference.
-- Grain: one row per printed column and term that has a coefficient.

with printed as (

    select
        study_table,
        column_no,
        term,
        {{ fold_number('coefficient') }} as coefficient_text,
        translate({{ fold_number('std_error') }}, '()[]', '') as std_error_text,
        coalesce(translate(stars, '＊ ', '*'), '') as stars
    from {{ ref('printed_coefficients') }}

),

numbers as (

    select
        *,
        {{ to_number('coefficient_text') }} as coefficient,
        {{ to_number('std_error_text') }} as std_error,
        case
            when position('.' in coefficient_text) > 0
                then length(coefficient_text) - position('.' in coefficient_text)
            else 0
        end as coefficient_decimals,
        case
            when
                position('.' in std_error_text) > 0
                then length(std_error_text) - position('.' in std_error_text)
            else 0
        end as std_error_decimals
    from printed
    where coalesce(coefficient_text, '') <> ''

),

halves as (

    select
        *,
        power(10.0, 0 - coefficient_decimals) / 2 as coefficient_half_unit,
        power(10.0, 0 - std_error_decimals) / 2 as std_error_half_unit
    from numbers

)

select
    study_table,
    column_no,
    term,
    coefficient_text,
    std_error_text,
    stars,
    least(length(stars), 3) as n_stars,
    coefficient,
    std_error,
    coefficient_decimals,
    std_error_decimals,
    coefficient_half_unit,
    std_error_half_unit,
    abs(coefficient) / nullif(std_error, 0) as t_value,
    greatest(abs(coefficient) - coefficient_half_unit, 0) / (std_error + std_error_half_unit) as t_low,
    -- An error that may be nought has no upper end of t.
    case
        when std_error > std_error_half_unit
            then (abs(coefficient) + coefficient_half_unit) / (std_error - std_error_half_unit)
        else 1e9
    end as t_high
from halves
