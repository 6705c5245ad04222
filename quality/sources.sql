-- How far a source that the study does not use lies from the one it uses.
-- One row per indicator and outranked source.
select
    indicator_id || ': ' || other_source_file || ', ' || other_series_text as place,
    max(abs(relative_difference)) as largest_difference
from marts.source_differences
group by indicator_id, other_source_file, other_series_text
order by indicator_id, other_source_file, other_series_text
