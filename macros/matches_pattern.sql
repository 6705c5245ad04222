{#- Whether a text matches a regular expression; engines name the function differently.
    `text_value`: a text expression; `pattern`: an anchored pattern without backslashes. -#}
{% macro matches_pattern(text_value, pattern) -%}
    {{ adapter.dispatch('matches_pattern', 'tsi')(text_value, pattern) }}
{%- endmacro %}

{% macro default__matches_pattern(text_value, pattern) -%}
    regexp_matches({{ text_value }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches_pattern(text_value, pattern) -%}
    {{ text_value }} rlike '{{ pattern }}'
{%- endmacro %}
