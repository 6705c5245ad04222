{#- What a yearbook says with a cell that holds no number, or null where the text is no such mark:
    empty_cell (not known or not had), below_half_unit (…: less than half of the last printed unit),
    none_or_not_counted (a dash), not_available (NA, #, *), error_cell (Excel's own errors).
    `folded_text`: a text that went through fold_text. -#}
{% macro missing_mark(folded_text) -%}
    case
        when {{ folded_text }} = '' then 'empty_cell'
        when {{ folded_text }} in ('..', '...', '....', '......', '…', '……', '⋯', '⋯⋯', '···', '・・・', '‥', '‥‥')
            then 'below_half_unit'
        when {{ folded_text }} in (
            '-', '--', '---', '—', '——', '———', '–', '――', '―', '─', '──', '━', 'ー', '−', '﹣', '‐', '‑', '/'
        ) then 'none_or_not_counted'
        when {{ folded_text }} in (
            'na', 'n/a', 'n.a.', 'n.a', '#n/a', 'nan', 'null', 'none', '#', '##', '*', '**', 'x',
            '无', '缺', '暂无', '不详', '未统计', '无数据', '缺失', '暂无数据', '数据缺失', '未公布', '不适用'
        ) then 'not_available'
        when {{ folded_text }} in (
            '#div/0!', '#value!', '#ref!', '#name?', '#num!', '#null!', '#spill!', '#calc!', '#getting_data'
        ) then 'error_cell'
    end
{%- endmacro %}
