-- Every file found under raw/ except export records, with its recognised layout.
-- Grain: one row per file.

with landed as (

    select *
    from {{ source('landing', 'raw_files') }}

)

select
    source_file,
    sha256,
    size_bytes,
    shape,
    encoding,
    status,
    reason,
    message_en,
    message_zh,
    cell_count
from landed
