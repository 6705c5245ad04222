{#- A p-value as it is written in a sentence: 'p = 0.063', or 'p < 0.001'.
    `p_value`: a numeric expression. -#}
{% macro p_value_text(p_value) -%}
    case
        when {{ p_value }} < 0.001 then 'p < 0.001'
        else 'p = ' || {{ number_text(p_value, 3) }}
    end
{%- endmacro %}
