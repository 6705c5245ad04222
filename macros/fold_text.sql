{#- A printed name prepared for comparison: full-width characters become half-width, white space and invisible
    characters are removed, letters become lower case. `text_value`: a text expression. -#}
{% macro fold_text(text_value) -%}
    lower(translate(
        {{ without_invisible(text_value) }},
        '{{ folded_characters("wide") }}{{ folded_characters("white") }}',
        '{{ folded_characters("narrow") }}'
    ))
{%- endmacro %}
