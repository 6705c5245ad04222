-- Cells that need a decision before anything is published: what was found and what was expected. An unknown
-- name is listed with the most similar known ones, a unit with the one its series is mapped under, a value
-- with the other one of the same cell, a code with the one that contains it or is part of it.
-- Grain: one row per rejected cell, or per group of rejected export records.

with cells as (

    select
        outcomes.*,
        case outcomes.reason
            when 'no_region' then outcomes.region_text
            when 'unknown_region' then outcomes.region_text
            when 'unit_mismatch' then outcomes.unit_text
            when 'unreadable_year' then outcomes.year_text
            else outcomes.value_text
        end as found,
        concat_ws(', ', outcomes.source_file, nullif(outcomes.sheet, ''), outcomes.cell)
        || ': ' || outcomes.value_text as place,
        series.mapped_unit
    from {{ ref('int_cell_outcomes') }} as outcomes
    inner join {{ ref('cell_reasons') }} as reasons
        on
            outcomes.reason = reasons.reason
            and reasons.stops_refresh
    left join {{ ref('int_series') }} as series
        on
            outcomes.reason = 'unit_mismatch'
            and series.mapping = 'unit_mismatch'
            and outcomes.source_file = series.source_file
            and {{ name_key('outcomes.series_text') }} = series.series_key
            and {{ fold_text('outcomes.unit_text') }} = series.unit_key

),

blocking as (

    select
        source_file,
        sheet,
        cell,
        series_text,
        region_text,
        year_text,
        value_text,
        reason,
        found,
        case
            when reason <> 'duplicate_conflict' then mapped_unit
            when place <> min(place) over same_value then min(place) over same_value
            else max(place) over same_value
        end as expected,
        cast(1 as bigint) as cell_count
    from cells
    window same_value as (partition by reason, region_code, indicator_id, year)

    union all

    select
        outcomes.source_file,
        '' as sheet,
        '' as cell,
        outcomes.industry_text as series_text,
        outcomes.region_text,
        case when outcomes.reason = 'unreadable_month' then outcomes.month_text else outcomes.year_text end
            as year_text,
        '' as value_text,
        outcomes.reason,
        case outcomes.reason
            when 'unknown_region' then outcomes.region_text
            when 'unknown_hs_code' then coalesce(outcomes.relative_text, '')
            when 'unit_mismatch' then outcomes.unit_text
            when 'unreadable_year' then outcomes.year_text
            when 'unreadable_month' then outcomes.month_text
            else outcomes.industry_text
        end as found,
        case when outcomes.reason = 'levels_nested' then coalesce(outcomes.relative_text, '') end as expected,
        outcomes.row_count as cell_count
    from {{ ref('int_export_outcomes') }} as outcomes
    inner join {{ ref('cell_reasons') }} as reasons
        on
            outcomes.reason = reasons.reason
            and reasons.stops_refresh

)

select
    blocking.source_file,
    blocking.sheet,
    blocking.cell,
    blocking.series_text,
    blocking.region_text,
    blocking.year_text,
    blocking.value_text,
    blocking.reason,
    blocking.found,
    coalesce(
        blocking.expected, concat_ws(', ', nearest.first_name, nearest.second_name, nearest.third_name)
    ) as expected,
    blocking.cell_count
from blocking
left join {{ ref('int_nearest_names') }} as nearest
    on
        blocking.reason = nearest.kind
        and blocking.found = nearest.printed_name
