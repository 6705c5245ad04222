-- PRODY of a whole industry: as int_product_prody, each region weighted by how large all products of the
-- industry are in its exports. The mean of its products' PRODY, by their shares added over regions.
-- Grain: one row per industry and year.

with industry_shares as (

    select
        region_code,
        industry_code,
        year,
        sum(export_share) as export_share,
        sum(export_value_usd) as export_value_usd,
        max(n_months) as n_months
    from {{ ref('int_export_shares') }}
    group by region_code, industry_code, year

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
        industry_shares.industry_code,
        industry_shares.year,
        sum(industry_shares.export_share * gdp_per_capita.gdp_per_capita_cny) as weighted_gdp,
        sum(industry_shares.export_share) as weight,
        sum(industry_shares.export_value_usd) as export_value_usd,
        count(*) filter (where industry_shares.export_value_usd > 0) as n_regions,
        max(industry_shares.n_months) as n_months
    from industry_shares
    inner join gdp_per_capita
        on
            industry_shares.region_code = gdp_per_capita.region_code
            and industry_shares.year = gdp_per_capita.year
            and gdp_per_capita.gdp_per_capita_cny is not null
    group by industry_shares.industry_code, industry_shares.year

)

select
    industry_code,
    year,
    weighted_gdp / nullif(weight, 0) as prody_cny,
    export_value_usd,
    n_regions,
    n_months
from weighted
