-- PRODY of each product: the GDP per capita that its exports go with. Where the records are by industry, or
-- prody_level says industry, the products are the industries.
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
