-- Which values were filled, how, and between which reports?
-- One row per filled value.

select
    regions.region_code,
    regions.name_zh,
    region_indicators.year,
    region_indicators.indicator_id,
    indicators.name_zh as indicator_name_zh,
    region_indicators.value,
    region_indicators.fill_method,
    region_indicators.reported_year_before,
    region_indicators.reported_year_after,
    region_indicators.is_break
from marts.region_indicators
inner join marts.regions
    on region_indicators.region_code = regions.region_code
inner join marts.indicators
    on region_indicators.indicator_id = indicators.indicator_id
where region_indicators.fill_method <> 'reported'
order by region_indicators.indicator_id, regions.region_code, region_indicators.year
