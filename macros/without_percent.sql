{#- A value without the one percent sign at its end. `number_text`: a text expression. -#}
{% macro without_percent(number_text) -%}
    case
        when right({{ number_text }}, 1) = '%' then trim(substring({{ number_text }}, 1, length({{ number_text }}) - 1))
        else {{ number_text }}
    end
{%- endmacro %}
