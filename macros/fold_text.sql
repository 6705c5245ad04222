{#- A printed name as it is compared: full-width signs made half-width, white space and what prints nothing
    gone, lower case. `text_value`: a text expression. -#}
{% macro fold_text(text_value) -%}
    lower(translate(
        {{ without_invisible(text_value) }},
        '{{ folded_characters("wide") }}{{ folded_characters("white") }}',
        '{{ folded_characters("narrow") }}'
    ))
{%- endmacro %}
