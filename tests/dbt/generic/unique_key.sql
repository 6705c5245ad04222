{#- The grain: no two rows share the key, and no part of it is null.
    `columns`: the key's columns. -#}
{% test unique_key(model, columns) %}

    select
        {{ columns | join(', ') }},
        count(*) as n_rows
    from {{ model }}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        or max(case when {{ columns | join(' is null or ') }} is null then 1 else 0 end) = 1

{% endtest %}
