-- Cells for the same region, year and indicator: if an indicator has several priorities, only the best one
-- with data counts, so vintages never mix; of several cells with the same value the first counts; different
-- values conflict.
-- Grain: one row per file, sheet and cell.

with best_priorities as (

    -- A source without data inside the window never excludes one that has some.
    select
        cells.indicator_id,
        coalesce(
            min(case
                when cells.year between settings.first_year and settings.last_year then cells.priority
            end),
            min(cells.priority)
        ) as priority
    from {{ ref('int_cells') }} as cells
    cross join {{ ref('stg_settings') }} as settings
    where cells.reason is null
    group by cells.indicator_id

),

contenders as (

    select
        cells.*,
        case when cells.priority <> best_priorities.priority then 'another_file_wins' end as loses
    from {{ ref('int_cells') }} as cells
    left join best_priorities
        on cells.indicator_id = best_priorities.indicator_id

),

compared as (

    select
        *,
        row_number() over (
            partition by region_code, indicator_id, year, reason, loses
            order by source_file asc, sheet asc, row_number asc, column_number asc
        ) as place,
        min(value) over (partition by region_code, indicator_id, year, reason, loses) as smallest,
        max(value) over (partition by region_code, indicator_id, year, reason, loses) as largest
    from contenders

)

select
    *,  -- noqa: AM04
    case
        when reason is not null then reason
        when loses is not null then loses
        when largest - smallest > 1e-9 * greatest(abs(largest), abs(smallest)) then 'duplicate_conflict'
        when place > 1 then 'duplicate_same_value'
    end as verdict
from compared
