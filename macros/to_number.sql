{#- The number that a folded value is, or null where it is none. The pattern comes before the cast:
    a cast alone also reads 1_000, nan and inf, and drops what it cannot read without a word.
    Thousands may be set off by commas or spaces; brackets around a number make it negative.
    `folded_value`: a text that went through fold_number. -#}
{% macro to_number(folded_value) -%}
    case
        when {{ matches_pattern(folded_value, '^[+-]? ?([0-9]+|[0-9]{1,3}((, ?| )[0-9]{3})+)([.][0-9]*)?(e[+-]?[0-9]{1,3})?$') }}
            then cast(translate({{ folded_value }}, ', +', '') as double)
        when {{ matches_pattern(folded_value, '^[+-]? ?[.][0-9]+(e[+-]?[0-9]{1,3})?$') }}
            then cast(translate({{ folded_value }}, ' +', '') as double)
        when {{ matches_pattern(folded_value, '^[(] ?([0-9]+|[0-9]{1,3}((, ?| )[0-9]{3})+)([.][0-9]*)? ?[)]$') }}
            then 0 - cast(translate({{ folded_value }}, ', ()', '') as double)
    end
{%- endmacro %}
