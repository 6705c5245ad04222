-- Every file found under raw/, with what it was taken for.
-- Grain: one row per file.

with landed as (

    select *
    from {{ source('landing', 'raw_files') }}

),

landed_exports as (

    select *
    from {{ ref('stg_export_files') }}

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

union all

select
    source_file,
    sha256,
    size_bytes,
    'export_records' as shape,
    encoding,
    status,
    reason,
    message_en,
    message_zh,
    record_count as cell_count
from landed_exports
