-- Which digital indicators enter the index: those with a value for every sample region and year of the
-- window. A missing value never counts as zero: an incomplete indicator is left out as a whole, with the
-- reason and the number of missing region-years, unless the study drops the incomplete region-years instead.
-- All of them belong to the study's main index, until a study has several.
-- Grain: one row per index and digital indicator.

with sample_cells as (

    select
        regions.region_code,
        years.year
    from {{ ref('regions') }} as regions
    cross join {{ ref('int_years') }} as years
    where
        regions.in_sample
        and years.in_window

),

counted as (

    select
        indicators.indicator_id,
        indicators.dimension,
        indicators.direction,
        count(*) as region_years_needed,
        count(filled.value) as region_years_present
    from {{ ref('indicators') }} as indicators
    cross join sample_cells
    left join {{ ref('int_filled_values') }} as filled
        on
            indicators.indicator_id = filled.indicator_id
            and sample_cells.region_code = filled.region_code
            and sample_cells.year = filled.year
    where indicators.role = 'digital'
    group by indicators.indicator_id, indicators.dimension, indicators.direction

)

select
    settings.main_index as index_id,
    counted.indicator_id,
    counted.dimension,
    counted.direction,
    counted.region_years_needed,
    counted.region_years_present,
    counted.region_years_present = counted.region_years_needed
    or (settings.missing_indicator = 'drop_region_year' and counted.region_years_present > 0)
        as used_in_index,
    case
        when counted.region_years_present = counted.region_years_needed then null
        when counted.region_years_present = 0 then 'no data'
        when settings.missing_indicator = 'drop_region_year' then null
        else 'incomplete'
    end as reason_left_out
from counted
cross join {{ ref('stg_settings') }} as settings
