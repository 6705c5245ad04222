-- Printed series without a row of raw_series for their name and unit, with the columns of that seed: complete
-- the rows you want and paste them there.
-- Grain: one row per file, printed series and printed unit without a map row.

select
    printed_series,
    printed_unit,
    indicator_id,
    multiplier,
    source,
    priority,
    comment,
    source_file,
    cell_count,
    nearest_mapped_names
from {{ ref('int_unmapped_series') }}
