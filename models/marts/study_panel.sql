-- The panel that the study runs on, under the paper's symbols. All columns always exist; a value that is
-- not available is null.
-- Grain: one row per sample region and year of the window.

select
    variables.region_code,
    variables.year,
    regions.group_paper,
    regions.group_nbs,
    digital_groups.digital_group,
    variables.ln_tsi,
    variables.ln_tsi_labour,
    variables.ln_tsi_capital,
    variables.ln_tsi_technology,
    variables.dig,
    variables.dig_pca,
    variables.hum,
    variables.upd,
    variables.cre,
    variables.lnpgdp,
    variables.lnfcl,
    variables.openness as open,
    variables.lnsci,
    variables.dig_equal,
    variables.dig_yearly,
    variables.ln_tsi_base,
    variables.ln_tsi_mean
from {{ ref('int_panel_variables') }} as variables
inner join {{ ref('regions') }} as regions
    on variables.region_code = regions.region_code
left join {{ ref('int_digital_groups') }} as digital_groups
    on variables.region_code = digital_groups.region_code
