-- Every file under raw/exports/, and the path it is read from: its own, or that of its copy in plain UTF-8.
-- Grain: one row per file.

with landed as (

    select *
    from {{ source('landing', 'export_files') }}

)

select
    source_file,
    sha256,
    size_bytes,
    encoding,
    status,
    reason,
    read_path
from landed
