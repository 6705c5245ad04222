{#- A text without invisible characters, which copying can leave in names and numbers.
    `text_value`: a text expression. -#}
{% macro without_invisible(text_value) -%}
    {{ adapter.dispatch('without_invisible', 'tsi')(text_value) }}
{%- endmacro %}

{% macro default__without_invisible(text_value) -%}
    regexp_replace({{ text_value }}, '[{{ folded_characters("invisible") }}]', '', 'g')
{%- endmacro %}

{% macro spark__without_invisible(text_value) -%}
    regexp_replace({{ text_value }}, '[{{ folded_characters("invisible") }}]', '')
{%- endmacro %}
