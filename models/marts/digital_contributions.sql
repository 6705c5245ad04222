-- What each dimension adds to the index, in rows: for studies with dimensions other than the paper's four.
-- Grain: one row per region, year and dimension.

select
    region_code,
    year,
    dimension,
    contribution
from {{ ref('int_digital_contributions') }}
