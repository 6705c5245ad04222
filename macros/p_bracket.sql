{#- Between which customary levels the p-value of a t statistic lies, as text.
    `t_value`, `at_10_percent`, `at_5_percent`, `at_1_percent`: numeric expressions, the last three critical values. -#}
{% macro p_bracket(t_value, at_10_percent, at_5_percent, at_1_percent) -%}
    case
        when {{ t_value }} >= {{ at_1_percent }} then 'p < 0.01'
        when {{ t_value }} >= {{ at_5_percent }} then 'p < 0.05'
        when {{ t_value }} >= {{ at_10_percent }} then 'p < 0.10'
        else 'p >= 0.10'
    end
{%- endmacro %}
