{#- Similarity of two printed names, 0 to 1: one minus the share of characters that must be edited
    to turn one into the other (Levenshtein 1966). All engines count the same edits; their Jaro-Winkler
    scores differ.
    `left_text`, `right_text`: text expressions. -#}
{% macro name_similarity(left_text, right_text) -%}
    1 - levenshtein({{ left_text }}, {{ right_text }})
    / nullif(greatest(length({{ left_text }}), length({{ right_text }})), 0)
{%- endmacro %}
