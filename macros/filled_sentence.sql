{#- A sentence of seeds/audit_sentences.csv with {1} to {9} replaced by value_1 to value_9 of the row; a null
    leaves nothing. `sentence`: a text expression. -#}
{% macro filled_sentence(sentence) -%}
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
        {{ sentence }},
        '{1}', coalesce(value_1, '')), '{2}', coalesce(value_2, '')), '{3}', coalesce(value_3, '')),
        '{4}', coalesce(value_4, '')), '{5}', coalesce(value_5, '')), '{6}', coalesce(value_6, '')),
        '{7}', coalesce(value_7, '')), '{8}', coalesce(value_8, '')), '{9}', coalesce(value_9, ''))
{%- endmacro %}
