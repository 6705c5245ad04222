{#- How alike two printed names are, 0 to 1; Spark has no such function and counts edits instead.
    `left_text`, `right_text`: text expressions. -#}
{% macro name_similarity(left_text, right_text) -%}
    {{ adapter.dispatch('name_similarity', 'tsi')(left_text, right_text) }}
{%- endmacro %}

{% macro default__name_similarity(left_text, right_text) -%}
    jaro_winkler_similarity({{ left_text }}, {{ right_text }})
{%- endmacro %}

{% macro spark__name_similarity(left_text, right_text) -%}
    1.0 - levenshtein({{ left_text }}, {{ right_text }})
    / nullif(cast(greatest(length({{ left_text }}), length({{ right_text }})) as double), 0)
{%- endmacro %}
