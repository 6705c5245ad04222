-- Identity: every TSI lies between the smallest and the largest GDP per capita of the participating
-- regions.

with ranged as (

    select
        tsi.region_code,
        tsi.year,
        tsi.tsi_cny,
        min(region_years.gdp_per_capita_cny) over (partition by tsi.year) as smallest,
        max(region_years.gdp_per_capita_cny) over (partition by tsi.year) as largest
    from {{ ref('int_region_tsi') }} as tsi
    inner join {{ ref('int_region_years') }} as region_years
        on
            tsi.region_code = region_years.region_code
            and tsi.year = region_years.year
    where tsi.factor_intensity = 'all'

)

select *
from ranged
where
    tsi_cny < smallest * (1 - 1e-9)
    or tsi_cny > largest * (1 + 1e-9)
