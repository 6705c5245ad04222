{#- A printed value prepared for reading: full-width characters become half-width, any white space one plain
    space, every kind of minus one sign, and invisible characters are removed. Spaces inside stay, so that two
    numbers in one cell never become one. `text_value`: a text expression. -#}
{% macro fold_number(text_value) -%}
    trim(lower(translate(
        {{ without_invisible(text_value) }},
        '{{ folded_characters("wide") }}{{ folded_characters("minus") }}{{ folded_characters("white") }}',
        '{{ folded_characters("narrow") }}{{ "-" * (folded_characters("minus") | length) }}{{ " " * (folded_characters("white") | length) }}'
    )))
{%- endmacro %}
