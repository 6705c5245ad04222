-- TSI for the panel: one column per factor intensity and per way to price PRODY. A year with fewer months of
-- monthly export records than min_months has no TSI here.
-- Grain: one row per region and year with exports in enough months.

with whole_years as (

    select
        tsi.region_code,
        tsi.year,
        max(case when tsi.factor_intensity = 'all' then tsi.tsi_cny end) as tsi_cny,
        max(case when tsi.factor_intensity = 'labour' then tsi.tsi_cny end) as tsi_labour_cny,
        max(case when tsi.factor_intensity = 'capital' then tsi.tsi_cny end) as tsi_capital_cny,
        max(case when tsi.factor_intensity = 'technology' then tsi.tsi_cny end) as tsi_technology_cny
    from {{ ref('int_region_tsi') }} as tsi
    cross join {{ ref('stg_settings') }} as settings
    where coalesce(tsi.n_months, settings.min_months) >= settings.min_months
    group by tsi.region_code, tsi.year

)

select
    whole_years.region_code,
    whole_years.year,
    whole_years.tsi_cny,
    whole_years.tsi_labour_cny,
    whole_years.tsi_capital_cny,
    whole_years.tsi_technology_cny,
    tsi_variants.base_year_tsi_cny,
    tsi_variants.mean_tsi_cny
from whole_years
left join {{ ref('int_tsi_variants') }} as tsi_variants
    on
        whole_years.region_code = tsi_variants.region_code
        and whole_years.year = tsi_variants.year
