-- The indicators of a wide panel brought to [0, 1]: (x - min) / (max - min) pooled over all rows, turned round
-- where less is better. One column an indicator: millions of rows are read where they lie, never unpivoted,
-- once for the ranges and once for the values (a shared CTE would hold the whole panel in memory).
-- Grain: one row per row of the panel.

{%- set positive = wide_panel('positive') %}
{%- set indicators = positive + wide_panel('negative') %}

with ranges as (

    select
        {%- for indicator in indicators %}
        min(cast({{ adapter.quote(indicator) }} as double)) as {{ adapter.quote('smallest ' ~ indicator) }},
        max(cast({{ adapter.quote(indicator) }} as double)) as {{ adapter.quote('largest ' ~ indicator) }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ read_parquet_file(wide_panel('path')) }}

)

select
    {% for key in wide_panel('keys') %}panel.{{ adapter.quote(key) }}, {% endfor %}
    {%- for indicator in indicators %}
    {%- set value = 'cast(panel.' ~ adapter.quote(indicator) ~ ' as double)' %}
    {%- set smallest = 'ranges.' ~ adapter.quote('smallest ' ~ indicator) %}
    {%- set largest = 'ranges.' ~ adapter.quote('largest ' ~ indicator) %}
    ({{ value ~ ' - ' ~ smallest if indicator in positive else largest ~ ' - ' ~ value }})
    / nullif({{ largest }} - {{ smallest }}, 0) as {{ adapter.quote(indicator) }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ read_parquet_file(wide_panel('path')) }} as panel
cross join ranges
