{#- A number as written in a sentence, rounded half away from zero to a fixed number of decimals
    before the cast, because engines round casts differently.
    `value`: a numeric expression; `decimals`: a whole number. Beyond 1e15 the format depends on the engine. -#}
{% macro number_text(value, decimals) -%}
    case
        when abs({{ value }}) < 1e15
            then cast(cast(round(({{ value }}) * 1e{{ decimals }}) / 1e{{ decimals }} as decimal(38, {{ decimals }})) as string)
        else cast({{ value }} as string)
    end
{%- endmacro %}
