{#- The customary levels between which the p-value lies for a number of stars, as text.
    `stars`: a numeric expression, 0 to 3. -#}
{% macro level_of_stars(stars) -%}
    case {{ stars }} when 3 then 'p < 0.01' when 2 then 'p < 0.05' when 1 then 'p < 0.10' else 'p >= 0.10' end
{%- endmacro %}
