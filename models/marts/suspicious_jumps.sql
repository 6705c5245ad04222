-- Unusual jumps from one reported year to the next: a wrong digit, another unit, a new basis. A region's
-- growth (log ratio to the previous year) is compared with the median growth of all regions in that year, and
-- that median with the indicator's median over all years. A deviation above jump_bound times the median
-- absolute deviation (MAD) is a jump; both scales are medians, so a jump does not change its own. A jump in
-- the first year of a new basis is explained by series_breaks. Zero and negative values have no growth.
-- Grain: one row per region, year and indicator that jumps.

with reported as (

    select
        region_indicators.region_code,
        region_indicators.year,
        region_indicators.indicator_id,
        region_indicators.value,
        region_indicators.is_break,
        observations.source_file,
        observations.sheet,
        observations.cell
    from {{ ref('region_indicators') }} as region_indicators
    inner join {{ ref('int_observations') }} as observations
        on
            region_indicators.region_code = observations.region_code
            and region_indicators.year = observations.year
            and region_indicators.indicator_id = observations.indicator_id
    where
        region_indicators.fill_method = 'reported'
        and region_indicators.value > 0

),

growth as (

    select
        reported.*,
        previous.value as value_before,
        previous.source_file as source_file_before,
        previous.sheet as sheet_before,
        previous.cell as cell_before,
        ln(reported.value / previous.value) as log_growth
    from reported
    inner join reported as previous
        on
            reported.region_code = previous.region_code
            and reported.indicator_id = previous.indicator_id
            and reported.year = previous.year + 1

),

year_medians as (

    select
        indicator_id,
        year,
        percentile_cont(0.5) within group (order by log_growth) as typical_growth
    from growth
    group by indicator_id, year

),

overall_medians as (

    select
        indicator_id,
        percentile_cont(0.5) within group (order by typical_growth) as overall_growth
    from year_medians
    group by indicator_id

),

deviations as (

    select
        growth.*,
        year_medians.typical_growth,
        abs(growth.log_growth - year_medians.typical_growth) as from_regions,
        abs(year_medians.typical_growth - overall_medians.overall_growth) as from_years
    from growth
    inner join year_medians
        on
            growth.indicator_id = year_medians.indicator_id
            and growth.year = year_medians.year
    inner join overall_medians
        on growth.indicator_id = overall_medians.indicator_id

),

yardsticks as (

    -- If nearly all regions grow alike the MAD is close to zero; half a percent is its minimum.
    select
        indicator_id,
        greatest(percentile_cont(0.5) within group (order by from_regions), 0.005) as mad_of_regions,
        greatest(percentile_cont(0.5) within group (order by from_years), 0.005) as mad_of_years
    from deviations
    group by indicator_id

),

measured as (

    select
        deviations.*,
        deviations.from_regions / yardsticks.mad_of_regions as regions_off,
        deviations.from_years / greatest(yardsticks.mad_of_years, yardsticks.mad_of_regions) as years_off,
        coalesce(indicators.jump_bound, 10) as jump_bound
    from deviations
    inner join yardsticks
        on deviations.indicator_id = yardsticks.indicator_id
    inner join {{ ref('indicators') }} as indicators
        on deviations.indicator_id = indicators.indicator_id

)

select
    region_code,
    year,
    indicator_id,
    value,
    value_before,
    exp(log_growth) as ratio,
    exp(typical_growth) as typical_ratio,
    greatest(regions_off, years_off) as deviations_off,
    jump_bound,
    case when regions_off > jump_bound then 'one_region' else 'all_regions' end as scope,
    is_break as is_explained,
    source_file,
    sheet,
    cell,
    source_file_before,
    sheet_before,
    cell_before
from measured
where
    regions_off > jump_bound
    or years_off > jump_bound
