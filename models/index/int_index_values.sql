-- The values used for the index: indicators in use, in region-years that have all of them.
-- Grain: one row per index, region, year and indicator in use.

with used as (

    select
        index_id,
        indicator_id,
        direction,
        count(*) over (partition by index_id) as n_indicators
    from {{ ref('int_index_indicators') }}
    where used_in_index

),

sample_values as (

    select
        used.index_id,
        filled.region_code,
        filled.year,
        filled.indicator_id,
        filled.value,
        used.direction,
        used.n_indicators,
        count(*) over (partition by used.index_id, filled.region_code, filled.year) as n_present
    from {{ ref('int_filled_values') }} as filled
    inner join used
        on filled.indicator_id = used.indicator_id
    inner join {{ ref('regions') }} as regions
        on
            filled.region_code = regions.region_code
            and regions.in_sample

)

select
    index_id,
    region_code,
    year,
    indicator_id,
    value,
    direction
from sample_values
where n_present = n_indicators
