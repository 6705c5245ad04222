-- A cell that only a person can decide about stops the release: unknown names, another unit, two values
-- for one cell.

select
    source_file,
    sheet,
    cell,
    series_text,
    region_text,
    year_text,
    value_text,
    reason,
    found,
    expected,
    cell_count
from {{ ref('int_blocking_cells') }}
