-- The ten regions with the highest mean index are 'high', the others 'low', as in the paper. The group is
-- defined by Dig itself: a regression on Dig within it selects on the regressor.
-- Grain: one row per region that has an index.

with means as (

    select
        digital_index.region_code,
        settings.digital_high_regions,
        avg(digital_index.digital_index) as mean_digital_index
    from {{ ref('int_digital_index') }} as digital_index
    inner join {{ ref('stg_settings') }} as settings
        on digital_index.index_id = settings.main_index
    group by digital_index.region_code, settings.digital_high_regions

),

ranked as (

    select
        region_code,
        digital_high_regions,
        rank() over (order by mean_digital_index desc) as place
    from means

)

select
    region_code,
    case when place <= digital_high_regions then 'high' else 'low' end as digital_group
from ranked
