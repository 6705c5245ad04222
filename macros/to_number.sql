{#- The number that a folded text is, or null where it is none. The pattern comes before the cast:
    a cast alone also reads 1_000, nan and inf, and drops what it cannot read without a word.
    `folded_text`: a text that went through fold_text. Brackets around a number make it negative. -#}
{% macro to_number(folded_text) -%}
    case
        when {{ matches_pattern(folded_text, '^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]*)?(e[+-]?[0-9]{1,3})?$') }}
            then cast(translate({{ folded_text }}, ',', '') as double)
        when {{ matches_pattern(folded_text, '^[+-]?[.][0-9]+(e[+-]?[0-9]{1,3})?$') }}
            then cast({{ folded_text }} as double)
        when {{ matches_pattern(folded_text, '^[(]([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]*)?[)]$') }}
            then 0 - cast(translate({{ folded_text }}, ',()', '') as double)
    end
{%- endmacro %}
