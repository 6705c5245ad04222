{#- The digits of a printed customs code (8517.12.00, HS851712, '85171200, 3061790.0), or null if it is not
    one: 8.51712E+07 has lost digits, and 85171210.5 is not a code. Groups set off by points or hyphens have
    an even number of digits; where they have not, zeros behind the point are those of a number.
    `folded_text`: a text that went through fold_text. -#}
{% macro hs_digits(folded_text) -%}
    {%- set bare = "translate(" ~ folded_text ~ ", '=\"' || chr(39), '')" -%}
    {%- set code = "case when substring(" ~ bare ~ ", 1, 2) = 'hs' then substring(" ~ bare ~ ", 3) else "
        ~ bare ~ " end" -%}
    case
        when {{ matches_pattern(code, '^[0-9]+$') }} then {{ code }}
        when {{ matches_pattern(code, '^([0-9][0-9])+([.-]([0-9][0-9])+)+$') }} then translate({{ code }}, '.-', '')
        when {{ matches_pattern(code, '^[0-9]+[.]0+$') }}
            then substring({{ code }}, 1, position('.' in {{ code }}) - 1)
    end
{%- endmacro %}
