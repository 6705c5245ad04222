-- What each column of study_panel is: its symbol in tables, names, unit and formula, and the indicators
-- behind it, alternatives parted by |.
-- Grain: one row per variable.

{{ config(alias='variables') }}

select
    variable,
    coalesce(symbol, variable) as symbol,
    coalesce(label_zh, label_en, variable) as label_zh,
    coalesce(label_en, label_zh, variable) as label_en,
    unit,
    formula,
    case
        {%- for row in panel_variables() %}
        when variable = {{ text_literal(row.variable) }} then {{ text_literal(inputs_text(row)) }}
        {%- endfor %}
        when false then ''
    end as inputs,
    role,
    coalesce(base, variable) as base,
    coalesce(symbol_zh, symbol, variable) as symbol_zh,
    coalesce(unit_zh, unit) as unit_zh,
    comment
from {{ ref('variables') }}
