{#- A seed on Spark is the Parquet that `tsi land` made of its CSV; dbt would send insert statements.
    dbt calls these in place of its own; `agate_table`: the CSV as dbt read it, not needed here. -#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- do create_landed_table(this.schema, this.identifier) -%}
    {{ return('') }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
    {{ return('') }}
{%- endmacro %}
