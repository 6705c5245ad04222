-- What other models compute and a formula of seeds/variables.csv may name, next to the indicators.
-- The columns that its YAML lists are the names that formulas know.
-- Grain: one row per sample region and year.

select
    region_years.region_code,
    region_years.year,
    region_years.gdp_per_capita_cny as gdp_per_capita,
    panel_tsi.tsi_cny as tsi,
    panel_tsi.tsi_labour_cny as tsi_labour,
    panel_tsi.tsi_capital_cny as tsi_capital,
    panel_tsi.tsi_technology_cny as tsi_technology,
    panel_tsi.base_year_tsi_cny as tsi_base_year,
    panel_tsi.mean_tsi_cny as tsi_mean,
    digital_index.digital_index,
    pca_index.dig_pca as index_principal_components,
    index_variants.index_equal_weights,
    index_variants.index_yearly_entropy
from {{ ref('int_region_years') }} as region_years
cross join {{ ref('stg_settings') }} as settings
left join {{ ref('int_panel_tsi') }} as panel_tsi
    on
        region_years.region_code = panel_tsi.region_code
        and region_years.year = panel_tsi.year
left join {{ ref('int_digital_index') }} as digital_index
    on
        region_years.region_code = digital_index.region_code
        and region_years.year = digital_index.year
        and settings.main_index = digital_index.index_id
left join {{ ref('int_index_variants') }} as index_variants
    on
        region_years.region_code = index_variants.region_code
        and region_years.year = index_variants.year
        and settings.main_index = index_variants.index_id
left join {{ source('results', 'pca_index') }} as pca_index
    on
        region_years.region_code = pca_index.region_code
        and region_years.year = pca_index.year
