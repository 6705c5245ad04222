{#- How many decimals a folded number has. `folded_value`: a text that went through fold_number. -#}
{% macro decimals_of(folded_value) -%}
    case
        when position('.' in {{ folded_value }}) > 0
            then length({{ folded_value }}) - position('.' in {{ folded_value }})
        else 0
    end
{%- endmacro %}
