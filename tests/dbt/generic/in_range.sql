{#- A column stays between two bounds, either of which may be left out; null passes, NaN does not.
    `min`, `max`: numbers. -#}
{% test in_range(model, column_name, min=none, max=none) %}

    select *
    from {{ model }}
    where
        {{ column_name }} = cast('nan' as double)
        {% if min is not none %} or {{ column_name }} < {{ min }} - 1e-12{% endif %}
        {% if max is not none %} or {{ column_name }} > {{ max }} + 1e-12{% endif %}

{% endtest %}
