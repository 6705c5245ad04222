{#- The export records of the files whose content is not summed yet, under the records' common names.
    `kind`: 'typed' (numbers that were numbers in the file) or 'text' (everything as printed).
    The engine runs the selects of stg_export_files.read_sql, which select_unread_exports has gathered; Spark
    reads what `tsi land` made of the same selects. -#}
{% macro export_records(kind) -%}
    {{ adapter.dispatch('export_records', 'tsi')(kind) }}
{%- endmacro %}

{% macro default__export_records(kind) -%}
    query(getvariable('tsi_unread_{{ kind }}'))
{%- endmacro %}

{% macro spark__export_records(kind) -%}
    {{ source('landing', 'export_records_' ~ kind) }}
{%- endmacro %}
