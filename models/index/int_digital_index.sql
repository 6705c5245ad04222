-- The digital technology index, Dig: sum over indicators of weight times scaled value.
-- Grain: one row per index, region and year.

select
    scaled.index_id,
    scaled.region_code,
    scaled.year,
    sum(weights.weight * scaled.scaled_value) as digital_index
from {{ ref('int_scaled_indicators') }} as scaled
inner join {{ ref('int_entropy_weights') }} as weights
    on
        scaled.index_id = weights.index_id
        and scaled.indicator_id = weights.indicator_id
group by scaled.index_id, scaled.region_code, scaled.year
