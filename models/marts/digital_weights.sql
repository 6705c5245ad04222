-- Weight of each digital indicator in the study's main index; null with a reason if it was left out.
-- Grain: one row per digital indicator.

select
    index_indicators.indicator_id,
    index_indicators.dimension,
    weights.entropy,
    weights.divergence,
    weights.weight,
    index_indicators.reason_left_out,
    index_indicators.region_years_needed,
    index_indicators.region_years_present
from {{ ref('int_index_indicators') }} as index_indicators
inner join {{ ref('stg_settings') }} as settings
    on index_indicators.index_id = settings.main_index
left join {{ ref('int_entropy_weights') }} as weights
    on
        index_indicators.index_id = weights.index_id
        and index_indicators.indicator_id = weights.indicator_id
