-- PRODY: how rich the regions are that export a product.
-- GDP per capita, averaged over regions, each weighted by the product's share in its exports relative to its
-- share in the others' (Hausmann, Hwang and Rodrik 2007; equation 4 of the paper).
-- For records by industry the products are industries.
-- Grain: one row per industry, product and year.

with export_shares as (

    select
        region_code,
        industry_code,
        product_code,
        year,
        export_share,
        export_value_usd,
        n_months
    from {{ ref('int_export_shares') }}

),

gdp_per_capita as (

    select
        region_code,
        year,
        gdp_per_capita_cny
    from {{ ref('int_region_years') }}

),

weighted as (

    select
        export_shares.industry_code,
        export_shares.product_code,
        export_shares.year,
        sum(export_shares.export_share * gdp_per_capita.gdp_per_capita_cny) as weighted_gdp,
        sum(export_shares.export_share) as export_share_sum,
        sum(export_shares.export_value_usd) as export_value_usd,
        count(*) filter (where export_shares.export_value_usd > 0) as n_regions,
        max(export_shares.n_months) as n_months
    from export_shares
    inner join gdp_per_capita
        on
            export_shares.region_code = gdp_per_capita.region_code
            and export_shares.year = gdp_per_capita.year
            and gdp_per_capita.gdp_per_capita_cny is not null
    group by export_shares.industry_code, export_shares.product_code, export_shares.year

)

select
    industry_code,
    product_code,
    year,
    export_share_sum,
    weighted_gdp / nullif(export_share_sum, 0) as prody_cny,
    export_value_usd,
    n_regions,
    n_months
from weighted
