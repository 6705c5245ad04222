{#- A printed name as it is compared: full-width signs made half-width, white space gone, lower case.
    `text_value`: a text expression. -#}
{% macro fold_text(text_value) -%}
    lower(translate(
        {{ text_value }},
        '{{ folded_characters("wide") }}{{ folded_characters("white") }}',
        '{{ folded_characters("narrow") }}'
    ))
{%- endmacro %}
