{#- What a yearbook says with a cell that holds no number, or null where the text is no such mark.
    `folded_text`: a text that went through fold_text. -#}
{% macro missing_mark(folded_text) -%}
    case
        when {{ folded_text }} = '' then 'empty_cell'
        when {{ folded_text }} in ('...', '…', '……', '....') then 'below_half_unit'
        when {{ folded_text }} in ('-', '--', '---', '—', '——', '–', '/') then 'none_or_not_counted'
        when {{ folded_text }} in ('na', 'n/a', '#n/a', 'nan', 'null', 'none', '#', '*', '**', 'x', '无', '缺', '暂无')
            then 'not_available'
        when {{ folded_text }} in ('#div/0!', '#value!', '#ref!', '#name?', '#num!', '#null!') then 'error_cell'
    end
{%- endmacro %}
