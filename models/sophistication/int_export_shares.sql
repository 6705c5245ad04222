-- The share of each product in a region's exports, x_ikt / X_it. Only regions with exports and GDP per capita
-- in that year take part: one that is only in a denominator would shift every PRODY.
-- Grain: one row per participating region, industry, product and year.

with exports as (

    select
        region_code,
        industry_code,
        product_code,
        year,
        export_value_usd,
        n_months,
        sum(export_value_usd) over (partition by region_code, year) as region_export_value_usd
    from {{ ref('int_export_totals') }}

)

select
    exports.region_code,
    exports.industry_code,
    exports.product_code,
    exports.year,
    exports.export_value_usd,
    exports.n_months,
    exports.export_value_usd / exports.region_export_value_usd as export_share
from exports
inner join {{ ref('int_region_years') }} as region_years
    on
        exports.region_code = region_years.region_code
        and exports.year = region_years.year
        and region_years.gdp_per_capita_cny is not null
where exports.region_export_value_usd > 0
