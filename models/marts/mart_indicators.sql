-- Every indicator of the study, its role, and whether the index uses it.
-- Grain: one row per indicator.

{{ config(alias='indicators') }}

select
    indicators.indicator_id,
    indicators.name_zh,
    indicators.name_en,
    indicators.dimension,
    indicators.unit,
    indicators.direction,
    indicators.role,
    coalesce(index_indicators.used_in_index, false) as used_in_index,
    index_indicators.reason_left_out
from {{ ref('indicators') }} as indicators
cross join {{ ref('stg_settings') }} as settings
left join {{ ref('int_index_indicators') }} as index_indicators
    on
        indicators.indicator_id = index_indicators.indicator_id
        and settings.main_index = index_indicators.index_id
