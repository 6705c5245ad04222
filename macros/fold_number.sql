{#- A printed value as it is read: full-width signs made half-width, every kind of white space one plain
    space, every printed minus one sign, what prints nothing gone. Spaces inside stay, so that two numbers in
    one cell never become one. `text_value`: a text expression. -#}
{% macro fold_number(text_value) -%}
    trim(lower(translate(
        {{ without_invisible(text_value) }},
        '{{ folded_characters("wide") }}{{ folded_characters("minus") }}{{ folded_characters("white") }}',
        '{{ folded_characters("narrow") }}{{ "-" * (folded_characters("minus") | length) }}{{ " " * (folded_characters("white") | length) }}'
    )))
{%- endmacro %}
