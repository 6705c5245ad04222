-- Identity: over participating regions the TSI of a year add up to their GDP per capita.

select
    tsi.year,
    sum(tsi.tsi_cny) as total_tsi,
    sum(region_years.gdp_per_capita_cny) as total_gdp
from {{ ref('int_region_tsi') }} as tsi
inner join {{ ref('int_region_years') }} as region_years
    on
        tsi.region_code = region_years.region_code
        and tsi.year = region_years.year
where tsi.factor_intensity = 'all'
group by tsi.year
having abs(sum(tsi.tsi_cny) / sum(region_years.gdp_per_capita_cny) - 1) > 1e-9
