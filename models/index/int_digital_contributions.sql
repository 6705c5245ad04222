-- Contribution of each dimension to a region's index: the sum of weight times scaled value over its
-- indicators.
-- Grain: one row per index, region, year and dimension.

select
    scaled.index_id,
    scaled.region_code,
    scaled.year,
    indicators.dimension,
    sum(weights.weight * scaled.scaled_value) as contribution
from {{ ref('int_scaled_indicators') }} as scaled
inner join {{ ref('int_entropy_weights') }} as weights
    on
        scaled.index_id = weights.index_id
        and scaled.indicator_id = weights.indicator_id
inner join {{ ref('indicators') }} as indicators
    on scaled.indicator_id = indicators.indicator_id
group by scaled.index_id, scaled.region_code, scaled.year, indicators.dimension
