{#- The sentence on a claim and this study's data in one language, as an aggregate over the rows of
    seeds/audit_sentences.csv. `language`: zh or en. -#}
{% macro sentence_on_data(language) -%}
    replace(replace(replace(replace(
        max(case when sentences.language = '{{ language }}' then sentences.sentence end),
        '{variant}', coalesce(max(on_data.variant), '')), '{inference}', coalesce(max(on_data.inference), '')),
        '{estimate_text}', coalesce(max(on_data.estimate_text), '')), '{p_text}', coalesce(max(on_data.p_text), ''))
{%- endmacro %}
