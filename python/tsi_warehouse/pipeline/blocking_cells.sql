-- The cells that only a person can decide about, grouped by what was found, worst first; of each group the first places.
with cells as (
    select
        *,
        source_file || case when sheet = '' then '' else ', ' || sheet end
        || case when cell = '' then '' else ', ' || cell end as place
    from intermediate.int_blocking_cells
),

groups as (
    select
        reason,
        -- Each of two conflicting cells names the other; together they are one finding.
        case
            when reason = 'duplicate_conflict'
                then least(place || ': ' || value_text, expected) || ' / '
                    || greatest(place || ': ' || value_text, expected)
                    || ' (' || series_text || ', ' || region_text || ', ' || year_text || ')'
            else found
        end as found,
        case when reason = 'duplicate_conflict' then '' else expected end as expected,
        case when reason = 'unit_mismatch' then series_text else '' end as series,
        cell_count,
        place
    from cells
),

placed as (
    select reason, found, expected, series, place, sum(cell_count) as cell_count,
        row_number() over (partition by reason, found, expected, series order by place)
            as place_number
    from groups
    group by reason, found, expected, series, place
)

select reason, found, expected, series, cast(sum(cell_count) as bigint) as cells,
    string_agg(place, '; ' order by place) filter (where place_number <= 5)
        as places,
    count(*) as n_places
from placed
group by reason, found, expected, series
order by reason, cells desc, found
