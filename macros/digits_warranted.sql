{#- Three columns for shown_number: the layout of a number with the digits that its standard error justifies,
    two significant digits of the standard error. decimals: after the point; mantissa_decimals: in 7.63e-19,
    three significant digits at least; is_scientific: where more than six decimals, or more than seven digits
    before the point, would be needed.
    `estimate`, `standard_error`: numeric expressions; without a standard error the estimate has three digits. -#}
{% macro digits_warranted(estimate, standard_error) -%}
    {%- set size = 'coalesce(nullif(' ~ standard_error ~ ', 0), ' ~ estimate ~ ' / 10)' -%}
    {%- set error_power = power_of_ten(size, 2) -%}
    {%- set power = power_of_ten(estimate, 1) -%}
    greatest(1 - {{ error_power }}, 0) as decimals,
    least(greatest(1 + {{ power }} - {{ error_power }}, 2), 15) as mantissa_decimals,
    {{ error_power }} < -5 or greatest({{ power }}, {{ error_power }}) > 6 as is_scientific
{%- endmacro %}

{#- The power of ten of a number after rounding to a number of significant digits: -2 for 0.0191, but -1
    for 0.0996 at two digits, which is 0.10. -#}
{% macro power_of_ten(value, digits) -%}
    cast(split_part(printf('%.{{ digits - 1 }}e', {{ value }}), 'e', 2) as integer)
{%- endmacro %}
