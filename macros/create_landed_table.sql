{#- A table over landed Parquet, under the name used by the models; an existing one is dropped first.
    `schema`, `name`: its schema and name, which are also its folder below TSI_LANDED. -#}
{% macro create_landed_table(schema, name) -%}
    {%- do run_query('drop table if exists ' ~ schema ~ '.' ~ name) -%}
    {%- do run_query(
        'create table ' ~ schema ~ '.' ~ name ~ " using parquet location '"
        ~ landed_folder() ~ '/' ~ schema ~ '/' ~ name ~ "'"
    ) -%}
{%- endmacro %}
