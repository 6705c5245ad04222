{#- Two-sided p-value of a standard normal statistic, to 1.5e-7 (Abramowitz and Stegun 1964, 26.2.17).
    `statistic`: a numeric expression of either sign. -#}
{% macro normal_p_value(statistic) -%}
    2 * exp(0 - power({{ statistic }}, 2) / 2) / sqrt(2 * pi()) * (
        0.319381530 / (1 + 0.2316419 * abs({{ statistic }}))
        - 0.356563782 / power(1 + 0.2316419 * abs({{ statistic }}), 2)
        + 1.781477937 / power(1 + 0.2316419 * abs({{ statistic }}), 3)
        - 1.821255978 / power(1 + 0.2316419 * abs({{ statistic }}), 4)
        + 1.330274429 / power(1 + 0.2316419 * abs({{ statistic }}), 5)
    )
{%- endmacro %}
