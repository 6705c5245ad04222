{#- A number as text in the layout given by digits_warranted. The sign is kept even if all digits are zero.
    `value`: a numeric expression; `mantissa_decimals`: of a power of ten, where not the column's. -#}
{% macro shown_number(value, mantissa_decimals='mantissa_decimals') -%}
    case
        when is_scientific
            then regexp_replace(
                replace(printf('%.' || {{ mantissa_decimals }} || 'e', {{ value }}), 'e+', 'e'), 'e(-?)0*([0-9])', 'e\1\2'
            )
        else printf('%.' || decimals || 'f', {{ value }})
    end
{%- endmacro %}
