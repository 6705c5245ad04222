-- PRODY of each industry: the average GDP per capita of the regions that export it.
-- Grain: one row per industry and year.

select
    industry_code,
    year,
    prody_cny as prody,
    export_value_usd as export_value,
    n_regions,
    n_months
from {{ ref('int_industry_prody') }}
