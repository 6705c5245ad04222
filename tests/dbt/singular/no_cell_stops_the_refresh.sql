-- A cell that only a person can decide about stops the release: unknown names, another unit, two values
-- for one cell.

select
    source_file,
    sheet,
    cell,
    series_text,
    unit_text,
    region_text,
    year_text,
    value_text,
    reason,
    cell_count,
    nearest_names,
    mend
from {{ ref('stg_blocking_cells') }}
