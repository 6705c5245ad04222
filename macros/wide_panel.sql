{#- A part of the wide panel named with --vars (docs/methodology/wide-panels.md), [] where none is.
    `part`: path, keys, positive or negative. -#}
{% macro wide_panel(part) -%}
    {{ return(var('wide_panel', {}).get(part, [])) }}
{%- endmacro %}
