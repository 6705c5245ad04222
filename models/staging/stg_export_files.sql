-- Every file under raw/exports/, with the SQL that reads its records under common names. record_count is
-- counted in the file's bytes, independently of the reading. content_id identifies the content and how it is
-- read; equal files share it.
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
