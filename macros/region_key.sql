{#- A printed region prepared for comparison: like any name, and a Chinese one without its
    translation (北 京 Beijing). `text_value`: a text expression. -#}
{% macro region_key(text_value) -%}
    case
        when {{ matches_pattern(text_value, '[一-龥]') }}
            then {{ name_key("translate(lower(" ~ text_value ~ "), 'abcdefghijklmnopqrstuvwxyz''', '')") }}
        else {{ name_key(text_value) }}
    end
{%- endmacro %}
