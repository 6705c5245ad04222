-- The industries behind each factor intensity; 'all' includes every industry, even without an intensity.
-- Grain: one row per factor intensity and industry.

select
    'all' as factor_intensity,
    industry_code
from {{ ref('industries') }}

union all

select
    factor_intensity,
    industry_code
from {{ ref('industries') }}
where factor_intensity in ('labour', 'capital', 'technology')
