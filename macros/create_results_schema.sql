{#- What Python computes and a view needs exists, empty, before any view is built. -#}
{% macro create_results_schema() -%}
    create schema if not exists results;
    create table if not exists results.pca_index (region_code varchar, year integer, dig_pca double);
{%- endmacro %}
