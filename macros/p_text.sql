{#- A p-value as tables show it: three decimals, and one that would round to zero as below the last of them.
    `p_value`: a numeric expression. -#}
{% macro p_text(p_value) -%}
    case when {{ p_value }} < 0.001 then '<0.001' else printf('%.3f', {{ p_value }}) end
{%- endmacro %}
