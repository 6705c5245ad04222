-- Which indicators drive a region's index in the last year?
-- One row per region and indicator: its weight, the region's scaled value, and what the two add to the
-- index.

select
    regions.region_code,
    regions.name_zh,
    regions.name_en,
    indicators.indicator_id,
    indicators.name_zh as indicator_name_zh,
    indicators.dimension,
    digital_weights.weight,
    scaled.scaled_value,
    digital_weights.weight * scaled.scaled_value as contribution,
    digital_weights.weight * scaled.scaled_value / nullif(digital_index.digital_index, 0) as share_of_index
from intermediate.int_scaled_indicators as scaled
inner join marts.release_info
    on scaled.year = release_info.last_year
inner join marts.digital_weights
    on scaled.indicator_id = digital_weights.indicator_id
inner join marts.digital_index
    on
        scaled.region_code = digital_index.region_code
        and scaled.year = digital_index.year
inner join marts.regions
    on scaled.region_code = regions.region_code
inner join marts.indicators
    on scaled.indicator_id = indicators.indicator_id
order by regions.region_code asc, contribution desc
