-- With missing_indicator = stop, an incomplete digital indicator stops the refresh by name.

select
    index_indicators.indicator_id,
    index_indicators.region_years_needed,
    index_indicators.region_years_present
from {{ ref('int_index_indicators') }} as index_indicators
cross join {{ ref('stg_settings') }} as settings
where
    settings.missing_indicator = 'stop'
    and index_indicators.region_years_present < index_indicators.region_years_needed
