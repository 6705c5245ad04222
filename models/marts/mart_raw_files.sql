-- Every file found under raw/: what it was taken for and how its cells ended.
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
    cells,
    kept,
    ignored,
    rejected
from {{ ref('stg_file_outcomes') }}
