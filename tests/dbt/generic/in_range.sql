{#- A column stays between two bounds, either of which may be left out; null passes, NaN does not.
    `min`, `max`: numbers. -#}
{% test in_range(model, column_name, min=none, max=none) %}

    select *
    from {{ model }}
    where
        {{ column_name }} = cast('nan' as double)
        or {{ column_name }} < {{ min if min is not none else "cast('-infinity' as double)" }} - 1e-12
        or {{ column_name }} > {{ max if max is not none else "cast('infinity' as double)" }} + 1e-12

{% endtest %}
