-- Printed series without a row of raw_series for their name and unit, with the columns of that seed: complete
-- the rows you want and paste them there. The multiplier is blank: the check of the seeds derives it from the
-- two units, or asks for it. The model runs before every check that can stop a build, so the list exists
-- whether or not the refresh succeeds.
-- Grain: one row per file, printed series and printed unit without a map row.

with unmapped as (

    select
        source_file,
        series_text,
        unit_text,
        cell_count,
        mapping,
        mapped_indicator_id,
        mapped_unit
    from {{ ref('int_series') }}
    where mapping in ('unmapped', 'unit_mismatch')

),

printed as (

    select distinct
        'series' as kind,
        series_text as printed_name
    from unmapped

),

known as (

    select distinct
        'series' as kind,
        printed_series as known_name
    from {{ ref('raw_series') }}

),

nearest as (

    {{ nearest_names('printed', 'known') }}

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
    nullif(concat_ws('; ', nearest.first_name, nearest.second_name, nearest.third_name), '')
        as nearest_mapped_names
from unmapped
left join nearest
    on unmapped.series_text = nearest.printed_name
left join {{ ref('indicators') }} as indicators
    on
        unmapped.mapping = 'unit_mismatch'
        and unmapped.mapped_indicator_id = indicators.indicator_id
