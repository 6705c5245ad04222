{#- The month that a printed date names (2015-03-01, 2015/3/1, 2015年3月, 201503), as text; '?' if it
    names none.
    `date_text`: a text expression, null where no date is printed. -#}
{% macro month_of_date(date_text) -%}
    case
        when {{ matches_pattern(date_text, '^ *[0-9]{4}[-/.年][0-9]{1,2}([^0-9].*)?$') }}
            then translate(substring(trim({{ date_text }}), 6, 2), '-/.月日 T', '')
        when {{ matches_pattern(date_text, '^ *[0-9]{6}([0-9]{2})? *$') }}
            then substring(trim({{ date_text }}), 5, 2)
        when {{ date_text }} is not null then '?'
    end
{%- endmacro %}
