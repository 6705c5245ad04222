-- The printed descriptive statistics of this study's paper as numbers.
-- Grain: one row per printed variable.

select
    variable,
    {{ to_number(fold_number('n')) }} as printed_n,
    {{ to_number(fold_number('maximum')) }} as printed_maximum,
    {{ to_number(fold_number('minimum')) }} as printed_minimum,
    {{ to_number(fold_number('std_dev')) }} as printed_std_dev
from {{ ref('int_own_printed_descriptives') }}
