-- Every file found under raw/: its layout, its content and the outcomes of its cells.
-- Cells = kept + ignored + rejected.
-- Grain: one row per file.

{{ config(alias='raw_files') }}

select
    source_file,
    sha256,
    size_bytes,
    shape,
    encoding,
    status,
    reason,
    message_zh,
    message_en,
    series_listed,
    units_listed,
    regions_found,
    first_year_found,
    last_year_found,
    cells,
    kept,
    ignored,
    rejected
from {{ ref('int_file_outcomes') }}
