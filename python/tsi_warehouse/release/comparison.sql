-- The rows of one table that differ between two releases. They are paired by key: a null key is a key like any other,
-- and a row of one file alone has nothing on its other side.
{%- macro rows(path) %}
    select
        true as is_row
        {%- for name in subject.keys + subject.numbers + subject.texts %},
        {{ subject.columns.get(name, name) }} as {{ name }}
        {%- endfor %}
    from read_parquet({{ path }})
    where {{ subject.where }}
{%- endmacro %}

with old as ({{ rows(before) }}),

new as ({{ rows(after) }})

select
    {% for key in subject.keys %}coalesce(old.{{ key }}, new.{{ key }}) as {{ key }},
    {% endfor -%}
    {% for name in subject.numbers + subject.texts -%}
    old.{{ name }} as {{ name }}_before,
    new.{{ name }} as {{ name }}_after,
    {% endfor -%}
    {% for name in subject.numbers[:1] -%}
    new.{{ name }} - old.{{ name }} as {{ name }}_change,
    {% endfor -%}
from old
full join new on true {%- for key in subject.keys %} and old.{{ key }} is not distinct from new.{{ key }}{% endfor %}
where
    old.is_row is null
    or new.is_row is null
    {% for name in subject.numbers -%}
    or (old.{{ name }} is null) <> (new.{{ name }} is null)
    or abs(new.{{ name }} - old.{{ name }}) > {{ tolerance }} * greatest(1, abs(old.{{ name }}), abs(new.{{ name }}))
    {% endfor -%}
    {% for name in subject.texts -%}
    or old.{{ name }} is distinct from new.{{ name }}
    {% endfor -%}
order by all
