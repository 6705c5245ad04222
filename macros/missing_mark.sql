{#- The meaning of a mark in place of a number: one list for tables and export records, each mark as
    returned by fold_text. No mark could be a number in a table, and none counts as zero:
    empty_cell (not known or not available), below_half_unit (…: less than half of the last printed unit),
    none_or_not_counted (a dash), suppressed (withheld for confidentiality), not_available (NA, #, *,
    the negative numbers of the American Community Survey), error_cell (Excel's own errors).
    Null if the text is not such a mark. `folded_text`: a text that went through fold_text. -#}
{% macro missing_mark(folded_text) -%}
    {%- set meanings = {
        'empty_cell': [''],
        'below_half_unit': [
            '..', '...', '....', '......', '…', '……', '⋯', '⋯⋯', '···', '・・・', '‥', '‥‥', '(l)', '(z)', 'z'
        ],
        'none_or_not_counted': [
            '-', '--', '---', '—', '——', '———', '–', '――', '―', '─', '──', '━', 'ー', '一', '−', '﹣', '‐', '‑',
            '/', '·'
        ],
        'suppressed': [
            'c', '(c)', 'd', '(d)', 's', '(s)', 'x', '(x)', 'confidential', 'suppressed', 'withheld', '保密',
            '涉密', '不公布', '不宜公布'
        ],
        'not_available': [
            'na', '(na)', 'n/a', '(n/a)', 'n.a.', 'n.a', 'n.d.', 'n.d', '#n/a', 'nan', '<na>', 'nil', 'null',
            'none', 'missing', 'notavailable', ':', '.', '#', '##', '*', '**', '无', '缺', '暂无', '不详',
            '未统计', '无数据', '缺失', '暂无数据', '数据缺失', '未公布', '未提供', '不适用', '空', '-222222222',
            '-333333333', '-555555555', '-666666666', '-888888888', '-999999999', '-888888888.0', '-999999999.0',
            '-666666666.0'
        ],
        'error_cell': [
            '#div/0!', '#value!', '#ref!', '#name?', '#num!', '#null!', '#spill!', '#calc!', '#getting_data'
        ]
    } -%}
    case
    {%- for meaning, marks in meanings.items() %}
        when {{ folded_text }} in ('{{ marks | join("', '") }}') then '{{ meaning }}'
    {%- endfor %}
    end
{%- endmacro %}
