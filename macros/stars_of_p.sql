{#- The stars of a p-value: three below the 1 percent level, two below 5, one below 10, else none.
    `p_value`: a numeric expression; null, for no test, has no star. -#}
{% macro stars_of_p(p_value) -%}
    case
        when {{ p_value }} < 0.01 then '***'
        when {{ p_value }} < 0.05 then '**'
        when {{ p_value }} < 0.10 then '*'
        else ''
    end
{%- endmacro %}
