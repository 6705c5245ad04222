-- Indicators scaled to [0, 1]: (x - min) / (max - min), pooled over all region-years so that years remain
-- comparable; reversed where less is better. A constant indicator has no scale, and a test stops and names
-- it.
-- Grain: one row per index, region, year and indicator in use.

with ranged as (

    select
        index_id,
        region_code,
        year,
        indicator_id,
        value,
        direction,
        min(value) over (partition by index_id, indicator_id) as smallest,
        max(value) over (partition by index_id, indicator_id) as largest
    from {{ ref('int_index_values') }}

)

select
    index_id,
    region_code,
    year,
    indicator_id,
    case
        when direction = 'negative' then (largest - value) / nullif(largest - smallest, 0)
        else (value - smallest) / nullif(largest - smallest, 0)
    end as scaled_value
from ranged
