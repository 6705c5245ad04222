-- Cells with something printed that is no number and no known mark, and export records without a readable value.
-- One row per file that has any data.
select
    files.source_file || coalesce(', ' || min(cells.cell || ': ' || cells.value_text), '') as place,
    files.rejected as cells_unread
from intermediate.int_file_outcomes as files
left join intermediate.int_cell_outcomes as cells
    on
        files.source_file = cells.source_file
        and cells.outcome = 'rejected'
where files.cells > 0
group by files.source_file, files.rejected
order by files.source_file
