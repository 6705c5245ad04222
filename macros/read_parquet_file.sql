{#- The rows of a Parquet file, or of all files that a pattern fits. `path`: a path or pattern. -#}
{% macro read_parquet_file(path) -%}
    {{ adapter.dispatch('read_parquet_file', 'tsi')(path) }}
{%- endmacro %}

{% macro default__read_parquet_file(path) -%}
    read_parquet({{ text_literal(path) }})
{%- endmacro %}

{% macro spark__read_parquet_file(path) -%}
    parquet.{{ quoted_name(path) }}
{%- endmacro %}
