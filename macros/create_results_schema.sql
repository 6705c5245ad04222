{#- The tables that Python writes, empty, as models/results/_results__sources.yml declares them: views read
    them before the study has been estimated. -#}
{% macro create_results_schema() -%}
    {%- set statements = ['create schema if not exists results'] -%}
    {%- for table in (graph.sources.values() if execute else []) if table.source_name == 'results' -%}
        {%- set columns = [] -%}
        {%- for column in table.columns.values() -%}
            {%- do columns.append(column.name ~ ' ' ~ column.data_type) -%}
        {%- endfor -%}
        {%- do statements.append(
            'create table if not exists results.' ~ table.name ~ ' (' ~ columns | join(', ') ~ ')'
        ) -%}
    {%- endfor -%}
    {{ statements | join('; ') }}
{%- endmacro %}
