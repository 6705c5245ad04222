{#- A number as people print it: the fewest digits that stand for it and no other. Spark alone would write
    1.0E-4 for 0.0001. `value`: a double expression; of numbers smaller than
    0.0001 or beyond 1e15 every engine keeps its own form. -#}
{% macro shortest_text(value) -%}
    {{ adapter.dispatch('shortest_text', 'tsi')(value) }}
{%- endmacro %}

{% macro default__shortest_text(value) -%}
    cast({{ value }} as string)
{%- endmacro %}

{% macro spark__shortest_text(value) -%}
    case
        when abs({{ value }}) < 1e15
            then
                trim(trailing '0' from cast(cast({{ value }} as decimal(38, 18)) as string))
                || case when {{ value }} = floor({{ value }}) then '0' else '' end
        else cast({{ value }} as string)
    end
{%- endmacro %}
