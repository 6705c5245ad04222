-- The outcome of every data cell: kept, or ignored or rejected for one of the reasons in
-- seeds/cell_reasons.csv. A cell outside the window is kept only if filling a year inside needs it: the last
-- report before the window if its first year is not reported, and the first report after it if its last year
-- is not.
-- Grain: one row per file, sheet and cell.

with cells as (

    -- Two values for one cell matter only if the study would use it.
    select
        contested.*,
        settings.first_year,
        settings.last_year,
        settings.carry,
        coalesce(contested.verdict, 'duplicate_conflict') = 'duplicate_conflict' as is_report
    from {{ ref('int_contested_cells') }} as contested
    cross join {{ ref('stg_settings') }} as settings

),

ends as (

    select
        region_code,
        indicator_id,
        max(case when year < first_year then year end) as last_before,
        min(case when year >= first_year then year end) as next_one,
        max(case when year <= last_year then year end) as one_before,
        min(case when year > last_year then year end) as first_after
    from cells
    where is_report
    group by region_code, indicator_id

),

windowed as (

    select
        cells.*,
        case
            when not cells.is_report then cells.verdict
            when cells.year between cells.first_year and cells.last_year then cells.verdict
            when
                cells.year = ends.last_before
                and coalesce(ends.next_one > cells.first_year, cells.carry <> 'none')
                then cells.verdict
            when
                cells.year = ends.first_after
                and coalesce(ends.one_before < cells.last_year, cells.carry <> 'none')
                then cells.verdict
            else 'outside_window'
        end as final_reason
    from cells
    left join ends
        on
            cells.region_code = ends.region_code
            and cells.indicator_id = ends.indicator_id

)

select
    windowed.source_file,
    windowed.sheet,
    windowed.cell,
    windowed.row_number,
    windowed.column_number,
    windowed.series_text,
    windowed.unit_text,
    windowed.region_text,
    windowed.year_text,
    windowed.value_text,
    windowed.note_text,
    windowed.region_code,
    windowed.year,
    windowed.indicator_id,
    windowed.value,
    windowed.priority,
    windowed.has_footnote,
    coalesce(windowed.final_reason, '') as reason,
    case when windowed.final_reason is null then 'kept' else reasons.outcome end as outcome
from windowed
left join {{ ref('cell_reasons') }} as reasons
    on windowed.final_reason = reasons.reason
