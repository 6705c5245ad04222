-- A cell that only a person can decide about stops the release: unknown names, another unit, two values for one cell.

select *
from {{ ref('stg_blocking_cells') }}
