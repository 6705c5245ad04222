{#- The variable inside a term's functions: 'diff(ln(fdi))' is about fdi. `term`: a text expression. -#}
{% macro variable_of_term(term) -%}
    rtrim(regexp_replace({{ term }}, '^([^():]+[(])+', ''), ')')
{%- endmacro %}
