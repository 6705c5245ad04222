{#- A name of SQL, whatever it holds. `name`: the name of a column. -#}
{% macro quoted_name(name) -%}
    {{ adapter.dispatch('quoted_name', 'tsi')(name) }}
{%- endmacro %}

{% macro default__quoted_name(name) -%}
    "{{ name | replace('"', '""') }}"
{%- endmacro %}

{% macro spark__quoted_name(name) -%}
    `{{ name | replace('`', '``') }}`
{%- endmacro %}
