{#- The parts of a finding's sentence in one language, in their order, as an aggregate over its parts. English
    parts are separated by a space unless one begins with a punctuation mark: spaces at a seed's ends are lost in staging.
    `language`: zh or en. -#}
{% macro sentence_in(language) -%}
    trim(
    {%- for place in range(1, 7) %}
        {{ '|| ' if place > 1 }}coalesce(max(case
            when language = '{{ language }}' and place = {{ place }}
                then {% if language == 'en' %}case when substring(sentence, 1, 1) in (',', ';', ':', '.') then '' else ' ' end || {% endif %}sentence
        end), '')
    {%- endfor %}
    )
{%- endmacro %}
