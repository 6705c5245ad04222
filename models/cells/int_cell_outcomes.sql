-- How every data cell ends: kept, ignored with a known reason, or rejected with a reason.
-- Of several priorities only the best that has data counts for an indicator, so vintages never mix.
-- A cell outside the window is kept only where the fill of a year inside needs it.
-- Grain: one row per file, sheet and cell.

with cells as (

    select *
    from {{ ref('int_cells') }}

),

settings as (

    select
        first_year,
        last_year,
        carry
    from {{ ref('stg_settings') }}

),

best_priorities as (

    -- A source that has nothing inside the window never keeps out one that has.
    select
        cells.indicator_id,
        coalesce(
            min(case
                when cells.year between settings.first_year and settings.last_year then cells.priority
            end),
            min(cells.priority)
        ) as priority
    from cells
    cross join settings
    where cells.reason is null
    group by cells.indicator_id

),

contenders as (

    select
        cells.*,
        case when cells.priority <> best_priorities.priority then 'another_file_wins' end as loses
    from cells
    left join best_priorities
        on cells.indicator_id = best_priorities.indicator_id

),

compared as (

    select
        *,
        case
            when reason is null and loses is null
                then row_number() over (
                    partition by region_code, indicator_id, year, reason, loses
                    order by source_file asc, sheet asc, row_number asc, column_number asc
                )
        end as place,
        case
            when reason is null and loses is null
                then min(value) over (partition by region_code, indicator_id, year, reason, loses)
        end as smallest,
        case
            when reason is null and loses is null
                then max(value) over (partition by region_code, indicator_id, year, reason, loses)
        end as largest
    from contenders

),

judged as (

    select
        *,
        case
            when reason is not null then reason
            when loses is not null then loses
            when largest - smallest > 1e-9 * greatest(abs(largest), abs(smallest)) then 'duplicate_conflict'
            when place > 1 then 'duplicate_same_value'
        end as verdict
    from compared

),

reported as (

    select
        judged.region_code,
        judged.indicator_id,
        max(case when judged.year < settings.first_year then judged.year end) as last_before,
        min(case when judged.year > settings.last_year then judged.year end) as first_after,
        min(case when judged.year between settings.first_year and settings.last_year then judged.year end)
            as first_inside,
        max(case when judged.year between settings.first_year and settings.last_year then judged.year end)
            as last_inside
    from judged
    cross join settings
    where coalesce(judged.verdict, 'duplicate_conflict') = 'duplicate_conflict'
    group by judged.region_code, judged.indicator_id

),

needed as (

    -- The last report before the window helps where the first year is a gap that a later report closes;
    -- the first one after it, likewise.
    select
        reported.region_code,
        reported.indicator_id,
        case
            when
                coalesce(reported.first_inside, settings.last_year + 1) > settings.first_year
                and (
                    coalesce(reported.first_inside, reported.first_after) is not null
                    or settings.carry <> 'none'
                )
                then reported.last_before
        end as year_before,
        case
            when
                coalesce(reported.last_inside, settings.first_year - 1) < settings.last_year
                and (
                    coalesce(reported.last_inside, reported.last_before) is not null
                    or settings.carry <> 'none'
                )
                then reported.first_after
        end as year_after
    from reported
    cross join settings

),

windowed as (

    select
        judged.*,
        case
            -- Two values for one cell matter only where the study would use it.
            when coalesce(judged.verdict, 'duplicate_conflict') <> 'duplicate_conflict' then judged.verdict
            when judged.year between settings.first_year and settings.last_year then judged.verdict
            when judged.year = needed.year_before or judged.year = needed.year_after then judged.verdict
            else 'outside_window'
        end as final_reason
    from judged
    cross join settings
    left join needed
        on
            judged.region_code = needed.region_code
            and judged.indicator_id = needed.indicator_id

)

select
    source_file,
    sheet,
    cell,
    row_number,
    column_number,
    series_text,
    unit_text,
    region_text,
    year_text,
    value_text,
    note_text,
    region_code,
    year,
    indicator_id,
    value,
    priority,
    has_footnote,
    coalesce(final_reason, '') as reason,
    case
        when final_reason is null then 'kept'
        when final_reason in (
            'outside_table', 'unit_mismatch', 'no_region', 'unknown_region', 'unreadable_year',
            'unreadable_number', 'duplicate_conflict', 'error_cell'
        ) then 'rejected'
        else 'ignored'
    end as outcome
from windowed
