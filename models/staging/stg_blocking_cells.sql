-- Cells that a person has to decide about before anything is published, with the nearest known names.
-- Grain: one row per rejected cell, or per group of rejected export records.

with blocking as (

    select
        source_file,
        sheet,
        cell,
        series_text,
        unit_text,
        region_text,
        year_text,
        value_text,
        reason,
        cast(1 as bigint) as cell_count
    from {{ ref('stg_cell_outcomes') }}
    where reason in ('unknown_region', 'unit_mismatch', 'duplicate_conflict', 'unreadable_year')

    union all

    select
        source_file,
        '' as sheet,
        '' as cell,
        industry_text as series_text,
        unit_text,
        region_text,
        year_text,
        '' as value_text,
        reason,
        row_count as cell_count
    from {{ ref('stg_export_outcomes') }}
    where outcome = 'rejected'

),

unknown_names as (

    select distinct
        reason,
        case when reason = 'unknown_region' then region_text else series_text end as printed_name
    from blocking
    where reason in ('unknown_region', 'unknown_industry')

),

known_names as (

    select
        'unknown_region' as reason,
        alias as known_name
    from {{ ref('region_aliases') }}
    where region_code <> 'ignore'

    union all

    select
        'unknown_industry' as reason,
        alias as known_name
    from {{ ref('industry_aliases') }}

),

compared as (

    select
        unknown_names.reason,
        unknown_names.printed_name,
        known_names.known_name,
        row_number() over (
            partition by unknown_names.reason, unknown_names.printed_name
            order by
                {{ name_similarity('unknown_names.printed_name', 'known_names.known_name') }} desc,
                known_names.known_name asc
        ) as place
    from unknown_names
    inner join known_names
        on unknown_names.reason = known_names.reason

),

nearest as (

    select
        reason,
        printed_name,
        max(case when place = 1 then known_name end)
        || coalesce(', ' || max(case when place = 2 then known_name end), '')
        || coalesce(', ' || max(case when place = 3 then known_name end), '') as nearest_names
    from compared
    where place <= 3
    group by reason, printed_name

)

select
    blocking.source_file,
    blocking.sheet,
    blocking.cell,
    blocking.series_text,
    blocking.unit_text,
    blocking.region_text,
    blocking.year_text,
    blocking.value_text,
    blocking.reason,
    blocking.cell_count,
    nearest.nearest_names,
    case blocking.reason
        when 'unknown_region'
            then 'add a row to seeds/region_aliases.csv (region_code ignore for totals); nothing is guessed'
        when 'unknown_industry' then 'add a row to seeds/industry_aliases.csv (industry_code ignore to leave it out)'
        when 'unit_mismatch'
            then 'correct the unit in the file, or add a row with this unit and its multiplier to seeds/raw_series.csv'
        when 'duplicate_conflict' then 'keep one of the cells, or give the sources different priorities in seeds/raw_series.csv'
        when 'unreadable_year' then 'write the year as 2011 or 2011年'
    end as mend
from blocking
left join nearest
    on
        blocking.reason = nearest.reason
        and nearest.printed_name
        = case when blocking.reason = 'unknown_region' then blocking.region_text else blocking.series_text end
