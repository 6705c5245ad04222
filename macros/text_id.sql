{#- A number that identifies a text; equal texts have equal numbers, other texts practically never.
    `expression`: a text expression. Numbers of different engines cannot be compared. -#}
{% macro text_id(expression) -%}
    {{ adapter.dispatch('text_id', 'tsi')(expression) }}
{%- endmacro %}

{% macro default__text_id(expression) -%}
    cast(hash({{ expression }}) >> 1 as bigint)
{%- endmacro %}

{% macro spark__text_id(expression) -%}
    xxhash64({{ expression }})
{%- endmacro %}
