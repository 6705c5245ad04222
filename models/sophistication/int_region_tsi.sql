-- TSI, the technological sophistication of a region's exports: the PRODY of its products, weighted by their
-- shares in the region's exports (equation 5 of the paper; EXPY in Hausmann, Hwang and Rodrik 2007). Products
-- are averaged by industry first, which gives the same mean. By factor intensity, shares are taken within the
-- group; PRODY is the same.
-- Grain: one row per region, year and factor intensity.

with grouped_exports as (

    select
        region_industries.region_code,
        region_industries.year,
        factor_groups.factor_intensity,
        region_industries.export_value_usd,
        region_industries.n_months,
        region_industries.prody_cny
    from {{ ref('int_region_industries') }} as region_industries
    inner join {{ ref('int_factor_groups') }} as factor_groups
        on region_industries.industry_code = factor_groups.industry_code
    where region_industries.prody_cny is not null

)

select
    region_code,
    year,
    factor_intensity,
    sum(export_value_usd * prody_cny) / nullif(sum(export_value_usd), 0) as tsi_cny,
    sum(export_value_usd) as export_value_usd,
    max(n_months) as n_months
from grouped_exports
group by region_code, year, factor_intensity
having sum(export_value_usd) > 0
