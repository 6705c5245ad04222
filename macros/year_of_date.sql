{#- The year of a full date in a folded text (2011-12-31, 2011/12/31, 2011年12月31日), or null: Excel
    shows yearly values as such dates. A month without a day has no year. `folded_text`: text from fold_text. -#}
{% macro year_of_date(folded_text) -%}
    case
        when {{ matches_pattern(
            folded_text,
            '^(1[89]|2[01])[0-9]{2}[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12][0-9]|3[01])日?(0?0:00(:00)?)?$'
        ) }}
            then cast(substring({{ folded_text }}, 1, 4) as integer)
    end
{%- endmacro %}
