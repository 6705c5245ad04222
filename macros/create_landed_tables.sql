{#- Sources as tables over the Parquet that `tsi land` wrote (docs/spark.md). On DuckDB, the landing
    plugin and create_results_schema do this, and nothing happens here. -#}
{% macro create_landed_tables() -%}
    {%- if execute -%}
        {%- for source_table in graph.sources.values() -%}
            {%- do run_query('create schema if not exists ' ~ source_table.schema) -%}
            {%- do create_landed_table(source_table.schema, source_table.identifier) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
