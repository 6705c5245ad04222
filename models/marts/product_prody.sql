-- PRODY of each product: the average GDP per capita of the regions that export it. For records by industry,
-- or if prody_level is industry, the products are the industries.
-- Grain: one row per industry, product and year.

select
    industry_code,
    product_code,
    year,
    prody_cny as prody,
    export_value_usd as export_value,
    n_regions,
    n_months
from {{ ref('int_product_prody') }}
