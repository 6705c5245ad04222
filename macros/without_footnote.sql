{#- A folded value without the footnote marks that yearbooks attach to it (123.4①, *5).
    `folded_value`: a text that went through fold_number. -#}
{% macro without_footnote(folded_value) -%}
    trim(both '{{ folded_characters("marks") }}# ' from {{ folded_value }})
{%- endmacro %}
