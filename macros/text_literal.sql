{#- A text as a literal of SQL, whatever it holds. `text`: the text. -#}
{% macro text_literal(text) -%}
    {{ adapter.dispatch('text_literal', 'tsi')(text) }}
{%- endmacro %}

{% macro default__text_literal(text) -%}
    '{{ text | replace("'", "''") }}'
{%- endmacro %}

{% macro spark__text_literal(text) -%}
    '{{ text | replace("\\", "\\\\") | replace("'", "\\'") }}'
{%- endmacro %}
