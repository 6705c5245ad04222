{#- Number of stars of a t statistic: 3 at the 1 percent level, 2 at 5, 1 at 10, else 0.
    `t_value`, `at_10_percent`, `at_5_percent`, `at_1_percent`: numeric expressions, the last three critical values. -#}
{% macro stars_of(t_value, at_10_percent, at_5_percent, at_1_percent) -%}
    case
        when {{ t_value }} >= {{ at_1_percent }} then 3
        when {{ t_value }} >= {{ at_5_percent }} then 2
        when {{ t_value }} >= {{ at_10_percent }} then 1
        else 0
    end
{%- endmacro %}
