-- A file that cannot be read stops the release, with its reason; `tsi refresh` stops before dbt on the same.

select
    source_file,
    reason,
    message_en,
    message_zh
from {{ ref('stg_raw_files') }}
where status = 'rejected'

union all

select
    source_file,
    reason,
    message_en,
    message_zh
from {{ ref('stg_export_files') }}
where status = 'rejected'
