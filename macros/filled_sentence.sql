{#- A sentence of seeds/audit_sentences.csv with each {name} replaced by the value of that name, of nine pairs
    of columns name_1 and value_1 to name_9 and value_9; a null leaves nothing. `sentence`: a text expression. -#}
{% macro filled_sentence(sentence) -%}
    {{ 'replace(' * 9 }}{{ sentence }}
    {%- for place in range(1, 10) -%}
        , '{' || name_{{ place }} || '}', coalesce(value_{{ place }}, ''))
    {%- endfor -%}
{%- endmacro %}
