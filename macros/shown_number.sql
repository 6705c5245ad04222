{#- A number as text, laid out by the columns of digits_warranted. The sign stays where all digits are zero.
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
