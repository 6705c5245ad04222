-- Every file found under raw/: what it was taken for, what it holds and how its cells ended.
-- Cells in = kept + ignored + rejected.
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
