-- The ten regions with the highest mean index are 'high', the others 'low', as in the paper. The group is
-- defined by Dig itself: a regression on Dig within it selects on the regressor.
-- Grain: one row per region that has an index.

with means as (

    select
        region_code,
        avg(digital_index) as mean_digital_index
    from {{ ref('int_digital_index') }}
    group by region_code

),

ranked as (

    select
        means.region_code,
        settings.digital_high_regions,
        rank() over (order by means.mean_digital_index desc) as place
    from means
    cross join {{ ref('stg_settings') }} as settings

)

select
    region_code,
    case when place <= digital_high_regions then 'high' else 'low' end as digital_group
from ranked
