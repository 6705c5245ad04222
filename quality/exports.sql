-- Export records whose year lies outside the study's window; they are left out.
-- One row per file with export records of known regions and industries.
select
    source_file
    || coalesce(
        ', ' || min(case when reason = 'outside_window' then year end)
        || '-' || max(case when reason = 'outside_window' then year end), ''
    ) as place,
    sum(case when reason = 'outside_window' then row_count else 0 end) as records_outside,
    sum(case when reason = '' then row_count else 0 end) as records_inside
from intermediate.int_export_outcomes
where reason in ('', 'outside_window')
group by source_file
order by source_file
