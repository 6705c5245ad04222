-- Every file under raw/exports/, and how SQL reads it: the select that gives its records under common names.
-- record_count is counted on the file's bytes, apart from the reading.
-- content_id stands for what the file says and how it is read; equal files share it.
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
    message_en,
    message_zh,
    record_count,
    content_id,
    coding,
    reading,
    read_sql
from landed
