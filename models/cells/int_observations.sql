-- The values that the study uses, each from one cell, in the indicator's own unit.
-- Grain: one row per region, year and indicator that was reported.

select
    region_code,
    year,
    indicator_id,
    value,
    priority,
    source_file,
    sheet,
    cell
from {{ ref('int_cell_outcomes') }}
where outcome = 'kept'
