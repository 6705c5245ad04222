{#- The month 1 to 12 that a folded text names (3, 03, 3月, 3.0), or null.
    `folded_text`: a text that went through fold_text. -#}
{% macro to_month(folded_text) -%}
    case
        when {{ matches_pattern(folded_text, '^(0?[1-9]|1[0-2])([.]0+)?月?$') }}
            then cast(cast(translate({{ folded_text }}, '月', '') as double) as integer)
    end
{%- endmacro %}
