-- Printed series that no row of raw_series names with this unit, in the columns of that seed: complete the
-- rows
-- wanted and paste them there.
-- It stands before every check that can stop a build: the list is there whether or not the refresh
-- succeeds.
-- The multiplier is left blank: the seeds' check fills it from the printed unit and the indicator's, or asks.
-- Grain: one row per file, printed series and printed unit without a map row.

with unmapped as (

    select
        source_file,
        series_text,
        unit_text,
        series_key,
        cell_count,
        mapping,
        mapped_indicator_id,
        mapped_unit
    from {{ ref('int_series') }}
    where mapping in ('unmapped', 'unit_mismatch')

),

known as (

    select distinct printed_series
    from {{ ref('raw_series') }}

),

compared as (

    select
        unmapped.source_file,
        unmapped.series_key,
        unmapped.unit_text,
        known.printed_series,
        row_number() over (
            partition by unmapped.source_file, unmapped.series_key, unmapped.unit_text
            order by
                {{ name_similarity('unmapped.series_text', 'known.printed_series') }} desc,
                known.printed_series asc
        ) as place
    from unmapped
    cross join known

),

nearest as (

    select
        source_file,
        series_key,
        unit_text,
        max(case when place = 1 then printed_series end) as first_name,
        max(case when place = 2 then printed_series end) as second_name,
        max(case when place = 3 then printed_series end) as third_name
    from compared
    where place <= 3
    group by source_file, series_key, unit_text

)

select
    unmapped.series_text as printed_series,
    unmapped.unit_text as printed_unit,
    case
        when unmapped.mapping = 'unit_mismatch' then unmapped.mapped_indicator_id
        else ''
    end as indicator_id,
    coalesce(indicators.unit, '') as indicator_unit,
    cast(null as double) as multiplier,
    unmapped.source_file as source,
    cast(1 as integer) as priority,
    case
        when unmapped.mapping = 'unit_mismatch' then 'mapped under the unit ' || unmapped.mapped_unit
        else ''
    end as comment,
    unmapped.source_file,
    unmapped.cell_count,
    nearest.first_name
    || coalesce('; ' || nearest.second_name, '')
    || coalesce('; ' || nearest.third_name, '') as nearest_mapped_names
from unmapped
left join nearest
    on
        unmapped.source_file = nearest.source_file
        and unmapped.series_key = nearest.series_key
        and unmapped.unit_text = nearest.unit_text
left join {{ ref('indicators') }} as indicators
    on
        unmapped.mapping = 'unit_mismatch'
        and unmapped.mapped_indicator_id = indicators.indicator_id
