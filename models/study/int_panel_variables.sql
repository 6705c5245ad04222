-- The study's variables, each by its formula in seeds/variables.csv over filled indicators and measures.
-- Levels are filled, then divided: a ratio uses what was reported of either side.
-- Grain: one row per sample region and year.

{%- set indicators = [] %}
{%- set columns = [] %}
{%- for row in panel_variables() %}
    {%- set formula = variable_formula(row) %}
    {%- do columns.append([row.variable, formula.sql]) %}
    {%- for name in formula.names if name[0] not in formula.measures and name[0] not in indicators %}
        {%- do indicators.append(name[0]) %}
    {%- endfor %}
{%- endfor %}

with inputs as (

    select
        region_code,
        year
        {%- for indicator_id in indicators %},
        max(case when indicator_id = {{ text_literal(indicator_id) }} then value end)
            as {{ quoted_name(indicator_id) }}
        {%- endfor %}
    from {{ ref('int_filled_values') }}
    group by region_code, year

)

select
    measures.region_code,
    measures.year
    {%- for variable, formula in columns %},
    cast({{ formula }} as double) as {{ quoted_name(variable) }}
    {%- endfor %}
from {{ ref('int_panel_measures') }} as measures
left join inputs
    on
        measures.region_code = inputs.region_code
        and measures.year = inputs.year
