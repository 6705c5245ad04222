-- Contribution of each dimension to the index, as rows, for studies with dimensions other than the paper's
-- four.
-- Grain: one row per region, year and dimension.

select
    region_code,
    year,
    dimension,
    contribution
from {{ ref('int_digital_contributions') }}
