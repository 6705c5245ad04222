-- Cells in = kept + ignored + rejected, for every file that was read; of export files the records, which are
-- counted on the file's bytes and not by what reads them.

select
    files.source_file,
    files.cell_count as cells_in,
    outcomes.kept,
    outcomes.ignored,
    outcomes.rejected
from {{ ref('stg_raw_files') }} as files
left join {{ ref('int_file_outcomes') }} as outcomes
    on files.source_file = outcomes.source_file
where
    files.status = 'read'
    and (
        files.cell_count <> outcomes.kept + outcomes.ignored + outcomes.rejected
        or outcomes.source_file is null
    )
