-- The study's variables under the paper's symbols; logs are of levels, never of shares.
-- A year with fewer than twelve months of monthly export records has no TSI here.
-- Grain: one row per sample region and year.

with whole_years as (

    select
        tsi.region_code,
        tsi.year,
        max(case when tsi.factor_intensity = 'all' then tsi.tsi_cny end) as tsi_all,
        max(case when tsi.factor_intensity = 'labour' then tsi.tsi_cny end) as tsi_labour,
        max(case when tsi.factor_intensity = 'capital' then tsi.tsi_cny end) as tsi_capital,
        max(case when tsi.factor_intensity = 'technology' then tsi.tsi_cny end) as tsi_technology
    from {{ ref('int_region_tsi') }} as tsi
    cross join {{ ref('stg_settings') }} as settings
    where coalesce(tsi.n_months, settings.min_months) >= settings.min_months
    group by tsi.region_code, tsi.year

)

select
    region_years.region_code,
    region_years.year,
    ln(whole_years.tsi_all) as ln_tsi,
    ln(whole_years.tsi_labour) as ln_tsi_labour,
    ln(whole_years.tsi_capital) as ln_tsi_capital,
    ln(whole_years.tsi_technology) as ln_tsi_technology,
    ln(tsi_variants.base_year_tsi_cny) as ln_tsi_base,
    ln(tsi_variants.mean_tsi_cny) as ln_tsi_mean,
    digital_index.digital_index as dig,
    pca_index.dig_pca,
    index_variants.index_equal_weights as dig_equal,
    index_variants.index_yearly_entropy as dig_yearly,
    region_years.schooling_years as hum,
    region_years.industrial_upgrading as upd,
    region_years.innovation_index as cre,
    case when region_years.gdp_per_capita_cny > 0 then ln(region_years.gdp_per_capita_cny) end as lnpgdp,
    case when region_years.fdi_100m_cny > 0 then ln(region_years.fdi_100m_cny) end as lnfcl,
    region_years.openness,
    case
        when region_years.science_expenditure_100m_cny > 0
            then ln(region_years.science_expenditure_100m_cny)
    end as lnsci
from {{ ref('int_region_years') }} as region_years
left join whole_years
    on
        region_years.region_code = whole_years.region_code
        and region_years.year = whole_years.year
left join {{ ref('int_tsi_variants') }} as tsi_variants
    on
        whole_years.region_code = tsi_variants.region_code
        and whole_years.year = tsi_variants.year
left join {{ ref('int_digital_index') }} as digital_index
    on
        region_years.region_code = digital_index.region_code
        and region_years.year = digital_index.year
left join {{ ref('int_index_variants') }} as index_variants
    on
        region_years.region_code = index_variants.region_code
        and region_years.year = index_variants.year
left join {{ source('results', 'pca_index') }} as pca_index
    on
        region_years.region_code = pca_index.region_code
        and region_years.year = pca_index.year
