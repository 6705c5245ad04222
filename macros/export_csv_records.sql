{#- The export records in text files, read by the engine itself: the landing plugin sets the list of files,
    which always ends in a zero-row file with every accepted header. -#}
{% macro export_csv_records() -%}
    read_csv(
        getvariable('tsi_export_csv'),
        header = true, delim = ',', quote = '"', escape = '"', all_varchar = true,
        union_by_name = true, filename = true, null_padding = false, strict_mode = true
    )
{%- endmacro %}
