{#- The number in a folded value, or null if it is not a number. The pattern comes before the cast:
    a cast alone also reads 1_000, nan and inf, and silently drops what it cannot read.
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
