{#- A p-value as shown in tables: three decimals, or '<0.001' if it would round to zero.
    `p_value`: a numeric expression. -#}
{% macro p_text(p_value) -%}
    case when {{ p_value }} < 0.001 then '<0.001' else printf('%.3f', {{ p_value }}) end
{%- endmacro %}
