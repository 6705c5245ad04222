{#- One table over landed Parquet, under the name that models know; an older one of that name goes first.
    `schema`, `name`: its schema and name, which are also its folder below TSI_LANDED. -#}
{% macro create_landed_table(schema, name) -%}
    {%- do run_query('drop table if exists ' ~ schema ~ '.' ~ name) -%}
    {%- do run_query(
        'create table ' ~ schema ~ '.' ~ name ~ " using parquet location '"
        ~ landed_folder() ~ '/' ~ schema ~ '/' ~ name ~ "'"
    ) -%}
{%- endmacro %}
