-- Cells in = kept + ignored + rejected, for every file that was read; of export files the records, which are
-- counted on the file's bytes and not by what reads them.

select
    source_file,
    cell_count as cells_in,
    kept,
    ignored,
    rejected
from {{ ref('int_file_outcomes') }}
where
    status = 'read'
    and cell_count <> kept + ignored + rejected
