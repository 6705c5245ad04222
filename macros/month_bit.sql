{#- A month as one bit of an integer: the months of many records are counted with bit_or and bit_count.
    `month`: an integer expression from 1 to 12, or null. -#}
{% macro month_bit(month) -%}
    {{ adapter.dispatch('month_bit', 'tsi')(month) }}
{%- endmacro %}

{% macro default__month_bit(month) -%}
    (cast(1 as integer) << {{ month }})
{%- endmacro %}

{% macro spark__month_bit(month) -%}
    shiftleft(1, {{ month }})
{%- endmacro %}
