{#- A printed name prepared for comparison: folded, and without the footnote marks behind it (西 藏①, 城镇化率*).
    `text_value`: a text expression. -#}
{% macro name_key(text_value) -%}
    trim(trailing '{{ folded_characters("marks") }}' from {{ fold_text(text_value) }})
{%- endmacro %}
