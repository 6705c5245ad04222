-- TSI with PRODY at constant GDP per capita: that of the base year, or the region's mean over the window. The
-- remaining changes of TSI come from what regions export, not from their incomes. The weights of PRODY are
-- those of the year; a region without the constant GDP is left out of both sums, as in int_industry_prody
-- (Hausmann, Hwang and Rodrik 2007; equations 4 and 5 of the paper).
-- Grain: one row per participating region and year.

with export_shares as (

    select
        region_code,
        industry_code,
        product_code,
        year,
        export_share
    from {{ ref('int_export_shares') }}

),

fixed_gdp as (

    select
        region_years.region_code,
        max(case when region_years.year = settings.base_year then region_years.gdp_per_capita_cny end)
            as base_year_gdp_cny,
        avg(region_years.gdp_per_capita_cny) as mean_gdp_cny
    from {{ ref('int_region_years') }} as region_years
    cross join {{ ref('stg_settings') }} as settings
    group by region_years.region_code

),

prody as (

    select
        exports.industry_code,
        exports.product_code,
        exports.year,
        sum(exports.export_share * fixed_gdp.base_year_gdp_cny)
        / nullif(sum(case when fixed_gdp.base_year_gdp_cny is not null then exports.export_share end), 0)
            as base_year_prody_cny,
        sum(exports.export_share * fixed_gdp.mean_gdp_cny)
        / nullif(sum(case when fixed_gdp.mean_gdp_cny is not null then exports.export_share end), 0)
            as mean_prody_cny
    from export_shares as exports
    inner join fixed_gdp
        on exports.region_code = fixed_gdp.region_code
    group by exports.industry_code, exports.product_code, exports.year

)

select
    exports.region_code,
    exports.year,
    sum(exports.export_share * prody.base_year_prody_cny)
    / nullif(sum(case when prody.base_year_prody_cny is not null then exports.export_share end), 0)
        as base_year_tsi_cny,
    sum(exports.export_share * prody.mean_prody_cny)
    / nullif(sum(case when prody.mean_prody_cny is not null then exports.export_share end), 0)
        as mean_tsi_cny
from export_shares as exports
inner join prody
    on
        exports.industry_code = prody.industry_code
        and exports.product_code = prody.product_code
        and exports.year = prody.year
group by exports.region_code, exports.year
