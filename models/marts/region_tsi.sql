-- TSI of each region, in total and by factor intensity. tsi is in yuan; ln_tsi is the paper's TSI.
-- Grain: one row per region, year and factor intensity.

select
    region_code,
    year,
    factor_intensity,
    tsi_cny as tsi,
    ln(tsi_cny) as ln_tsi,
    export_value_usd as export_value,
    n_months
from {{ ref('int_region_tsi') }}
