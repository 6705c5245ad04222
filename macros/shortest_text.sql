{#- A number with the fewest digits that identify it. Spark's own cast would write 1.0E-4 for 0.0001.
    `value`: a double expression; below 0.0001 or beyond 1e15 the format depends on the engine. -#}
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
