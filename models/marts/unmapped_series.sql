-- Printed series that no row of raw_series names with this unit, in the columns of that seed:
-- complete the rows wanted and paste them there.
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
