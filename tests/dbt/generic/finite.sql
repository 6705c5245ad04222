{#- No NaN and no infinity: engines return them where others raise an error, and "not null" lets them pass.
    `columns`: double columns; null is allowed. -#}
{% test finite(model, columns) %}

    select *
    from {{ model }}
    where
        {% for column in columns -%}
            {{ column }} in (cast('nan' as double), cast('infinity' as double), cast('-infinity' as double))
            {%- if not loop.last %} or {% endif %}
        {% endfor %}

{% endtest %}
