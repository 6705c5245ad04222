-- The industries and their factor intensity.
-- Grain: one row per industry.

{{ config(alias='industries') }}

select
    industry_code,
    name_zh,
    name_en,
    factor_intensity
from {{ ref('industries') }}
