-- Cells that a person has to decide about before anything is published: what was found, what was expected.
-- Names that no row knows come with the nearest known ones; nothing is guessed.
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
        {{ name_key('series_text') }} as series_key,
        {{ fold_text('unit_text') }} as unit_key,
        cast(1 as bigint) as cell_count,
        source_file
        || case when sheet = '' then '' else ', ' || sheet end
        || ', ' || cell || ': ' || value_text as told_cell,
        case
            when reason = 'duplicate_conflict'
                then region_code || ' ' || indicator_id || ' ' || cast(year as string)
        end as told_twice
    from {{ ref('int_cell_outcomes') }}
    where reason in ('no_region', 'unknown_region', 'unit_mismatch', 'duplicate_conflict', 'unreadable_year')

    union all

    select
        source_file,
        '' as sheet,
        '' as cell,
        industry_text as series_text,
        unit_text,
        region_text,
        case when reason = 'unreadable_month' then month_text else year_text end as year_text,
        '' as value_text,
        reason,
        '' as series_key,
        '' as unit_key,
        row_count as cell_count,
        coalesce(relative_text, '') as told_cell,
        cast(null as string) as told_twice
    from {{ ref('int_export_outcomes') }}
    where outcome = 'rejected'

),

told as (

    select
        *,
        case
            when reason in ('unknown_region', 'no_region') then region_text
            when reason = 'unknown_industry' then series_text
            when reason = 'unknown_hs_code' then told_cell
            when reason in ('unreadable_hs_code', 'levels_nested') then series_text
            when reason = 'unit_mismatch' then unit_text
            when reason in ('unreadable_year', 'unreadable_month') then year_text
            else value_text
        end as found,
        min(told_cell) over (partition by told_twice) as first_telling,
        max(told_cell) over (partition by told_twice) as last_telling
    from blocking

),

unknown_names as (

    select distinct
        reason,
        found
    from told
    where reason in ('unknown_region', 'unknown_industry')

),

known_names as (

    select
        'unknown_region' as reason,
        alias as known_name
    from {{ ref('region_aliases') }}
    -- Codes are near to no name.
    where region_code <> 'ignore' and not {{ matches_pattern('alias', '^[0-9]+$') }}

    union all

    select
        'unknown_region' as reason,
        name_zh as known_name
    from {{ ref('regions') }}

    union all

    select
        'unknown_industry' as reason,
        alias as known_name
    from {{ ref('industry_aliases') }}
    where industry_code <> 'ignore'

    union all

    select
        'unknown_industry' as reason,
        name_zh as known_name
    from {{ ref('industries') }}

),

distinct_names as (

    select distinct
        reason,
        known_name
    from known_names

),

compared as (

    select
        unknown_names.reason,
        unknown_names.found,
        distinct_names.known_name,
        row_number() over (
            partition by unknown_names.reason, unknown_names.found
            order by
                {{ name_similarity('unknown_names.found', 'distinct_names.known_name') }} desc,
                distinct_names.known_name asc
        ) as place
    from unknown_names
    inner join distinct_names
        on unknown_names.reason = distinct_names.reason

),

nearest as (

    select
        reason,
        found,
        max(case when place = 1 then known_name end)
        || coalesce(', ' || max(case when place = 2 then known_name end), '')
        || coalesce(', ' || max(case when place = 3 then known_name end), '') as nearest_names
    from compared
    where place <= 3
    group by reason, found

),

mapped_units as (

    select
        source_file,
        series_key,
        unit_key,
        mapped_unit
    from {{ ref('int_series') }}
    where mapping = 'unit_mismatch'

)

select
    told.source_file,
    told.sheet,
    told.cell,
    told.series_text,
    told.region_text,
    told.year_text,
    told.value_text,
    told.reason,
    told.found,
    case
        when told.reason = 'levels_nested' then told.told_cell
        when told.told_twice is null then coalesce(nearest.nearest_names, mapped_units.mapped_unit, '')
        when told.told_cell = told.first_telling then told.last_telling
        else told.first_telling
    end as expected,
    told.cell_count
from told
left join nearest
    on
        told.reason = nearest.reason
        and told.found = nearest.found
left join mapped_units
    on
        told.reason = 'unit_mismatch'
        and told.source_file = mapped_units.source_file
        and told.series_key = mapped_units.series_key
        and told.unit_key = mapped_units.unit_key
