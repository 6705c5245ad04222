{#- The distinct texts of a group, in order, joined by '; ', up to 500 characters; null where there are none.
    `column`: a text column or expression. -#}
{% macro joined_texts(column) -%}
    substring({{ adapter.dispatch('joined_texts')(column) }}, 1, 500)
{%- endmacro %}

{% macro default__joined_texts(column) -%}
    string_agg(distinct {{ column }}, '; ' order by {{ column }})
{%- endmacro %}

{# Spark's own listagg fails in a select with count(distinct ..). #}
{% macro spark__joined_texts(column) -%}
    nullif(array_join(array_sort(collect_set({{ column }})), '; '), '')
{%- endmacro %}
