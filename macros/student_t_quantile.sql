{#- Quantile of Student's t from the normal quantile at the same probability
    (Abramowitz and Stegun 1964, 26.7.5): to 1e-4 from 10 degrees of freedom on, to 1e-6 from 30, for probabilities up to .995; below 10 use a table.
    `normal_quantile`, `degrees`: numeric expressions. -#}
{% macro student_t_quantile(normal_quantile, degrees) -%}
    (
        {{ normal_quantile }}
        + (power({{ normal_quantile }}, 3) + {{ normal_quantile }}) / (4 * {{ degrees }})
        + (5 * power({{ normal_quantile }}, 5) + 16 * power({{ normal_quantile }}, 3) + 3 * {{ normal_quantile }})
        / (96 * power({{ degrees }}, 2))
        + (
            3 * power({{ normal_quantile }}, 7)
            + 19 * power({{ normal_quantile }}, 5)
            + 17 * power({{ normal_quantile }}, 3)
            - 15 * {{ normal_quantile }}
        ) / (384 * power({{ degrees }}, 3))
        + (
            79 * power({{ normal_quantile }}, 9)
            + 776 * power({{ normal_quantile }}, 7)
            + 1482 * power({{ normal_quantile }}, 5)
            - 1920 * power({{ normal_quantile }}, 3)
            - 945 * {{ normal_quantile }}
        ) / (92160 * power({{ degrees }}, 4))
    )
{%- endmacro %}
