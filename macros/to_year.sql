{#- The year that a folded text names (2011, 2011年, 2011年末, 2011.0), or null.
    `folded_text`: text from fold_text. -#}
{% macro to_year(folded_text) -%}
    case
        when {{ matches_pattern(folded_text, '^(1[89]|2[01])[0-9]{2}([.]0+)?(年|年度|年末|年底)?$') }}
            then cast(substring({{ folded_text }}, 1, 4) as integer)
    end
{%- endmacro %}
