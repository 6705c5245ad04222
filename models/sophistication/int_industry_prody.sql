-- PRODY of a whole industry: the mean of its products' PRODY, weighted by their shares summed over regions.
-- Equal to the formula of int_product_prody on industry totals, because product shares add up to industry
-- shares.
-- Grain: one row per industry and year.

with exporters as (

    select
        industry_code,
        year,
        count(distinct case when export_value_usd > 0 then region_code end) as n_regions
    from {{ ref('int_export_shares') }}
    group by industry_code, year

),

products as (

    select
        industry_code,
        year,
        sum(export_share_sum * prody_cny) / nullif(sum(export_share_sum), 0) as prody_cny,
        sum(export_value_usd) as export_value_usd,
        max(n_months) as n_months
    from {{ ref('int_product_prody') }}
    group by industry_code, year

)

select
    products.industry_code,
    products.year,
    products.prody_cny,
    products.export_value_usd,
    exporters.n_regions,
    products.n_months
from products
inner join exporters
    on
        products.industry_code = exporters.industry_code
        and products.year = exporters.year
