-- The indicators of a wide panel scaled to [0, 1]: (x - min) / (max - min) pooled over all rows, reversed
-- where less is better. One column per indicator: millions of rows are read in place, never unpivoted, once
-- for the ranges and once for the values (a shared CTE would keep the whole panel in memory).
-- Grain: one row per row of the panel.

{%- set positive = wide_panel('positive') %}
{%- set indicators = positive + wide_panel('negative') %}

with ranges as (

    select
        {%- for indicator in indicators %}
        min(cast({{ quoted_name(indicator) }} as double)) as {{ quoted_name('smallest ' ~ indicator) }},
        max(cast({{ quoted_name(indicator) }} as double)) as {{ quoted_name('largest ' ~ indicator) }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ read_parquet_file(wide_panel('path')) }}

)

select
    {% for key in wide_panel('keys') %}panel.{{ quoted_name(key) }}, {% endfor %}
    {%- for indicator in indicators %}
    {%- set value = 'cast(panel.' ~ quoted_name(indicator) ~ ' as double)' %}
    {%- set smallest = 'ranges.' ~ quoted_name('smallest ' ~ indicator) %}
    {%- set largest = 'ranges.' ~ quoted_name('largest ' ~ indicator) %}
    ({{ value ~ ' - ' ~ smallest if indicator in positive else largest ~ ' - ' ~ value }})
    / nullif({{ largest }} - {{ smallest }}, 0) as {{ quoted_name(indicator) }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ read_parquet_file(wide_panel('path')) }} as panel
cross join ranges
