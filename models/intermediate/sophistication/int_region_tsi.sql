-- TSI, the technological sophistication of a region's exports: the PRODY of its products, each weighted by
-- its share in the region's exports (equation 5 of the paper; EXPY in Hausmann, Hwang and Rodrik 2007).
-- By factor intensity the shares are those inside the group; the PRODY is the same.
-- Grain: one row per region, year and factor intensity.

with grouped_exports as (

    select
        export_shares.region_code,
        export_shares.year,
        factor_groups.factor_intensity,
        export_shares.export_value_usd,
        export_shares.n_months,
        product_prody.prody_cny
    from {{ ref('int_export_shares') }} as export_shares
    inner join {{ ref('int_factor_groups') }} as factor_groups
        on export_shares.industry_code = factor_groups.industry_code
    inner join {{ ref('int_product_prody') }} as product_prody
        on
            export_shares.industry_code = product_prody.industry_code
            and export_shares.product_code = product_prody.product_code
            and export_shares.year = product_prody.year
            and product_prody.prody_cny is not null

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
