-- Each industry in each region: its share in the region's exports, and the mean PRODY of the products that
-- the region exports in it, weighted by their shares. Share times PRODY adds up to the region's TSI.
-- Grain: one row per participating region, industry and year.

with products as (

    select
        export_shares.region_code,
        export_shares.industry_code,
        export_shares.year,
        export_shares.export_share,
        export_shares.export_value_usd,
        export_shares.n_months,
        product_prody.prody_cny,
        case when product_prody.prody_cny is not null then export_shares.export_share end as priced_share
    from {{ ref('int_export_shares') }} as export_shares
    inner join {{ ref('int_product_prody') }} as product_prody
        on
            export_shares.industry_code = product_prody.industry_code
            and export_shares.product_code = product_prody.product_code
            and export_shares.year = product_prody.year

)

select
    region_code,
    industry_code,
    year,
    sum(export_share) as export_share,
    sum(export_value_usd) as export_value_usd,
    sum(export_share * prody_cny) / nullif(sum(priced_share), 0) as prody_cny,
    max(n_months) as n_months
from products
group by region_code, industry_code, year
