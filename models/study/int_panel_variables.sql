-- The study's variables under the paper's symbols; logs are of levels, never of shares.
-- Grain: one row per sample region and year.

select
    region_years.region_code,
    region_years.year,
    ln(panel_tsi.tsi_cny) as ln_tsi,
    ln(panel_tsi.tsi_labour_cny) as ln_tsi_labour,
    ln(panel_tsi.tsi_capital_cny) as ln_tsi_capital,
    ln(panel_tsi.tsi_technology_cny) as ln_tsi_technology,
    ln(panel_tsi.base_year_tsi_cny) as ln_tsi_base,
    ln(panel_tsi.mean_tsi_cny) as ln_tsi_mean,
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
left join {{ ref('int_panel_tsi') }} as panel_tsi
    on
        region_years.region_code = panel_tsi.region_code
        and region_years.year = panel_tsi.year
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
