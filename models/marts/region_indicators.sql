-- The value of every indicator in every region and year of the window, with its origin.
-- Grain: one row per region, year and indicator that has a value.

with observations as (

    select
        region_code,
        year,
        indicator_id,
        source_file
    from {{ ref('int_reported_values') }}

),

breaks as (

    select
        indicator_id,
        break_year,
        coalesce(source, '') as source
    from {{ ref('series_breaks') }}

),

broken as (

    -- A filled value uses the reports before and after it, and has a break if either has one.
    select distinct
        filled.region_code,
        filled.year,
        filled.indicator_id
    from {{ ref('int_filled_values') }} as filled
    inner join breaks
        on
            filled.indicator_id = breaks.indicator_id
            and (
                filled.year = breaks.break_year
                or (filled.year_before < breaks.break_year and filled.year_after >= breaks.break_year)
            )
    left join observations
        on
            filled.region_code = observations.region_code
            and filled.indicator_id = observations.indicator_id
            and coalesce(filled.year_before, filled.year_after) = observations.year
    where
        breaks.source = ''
        or observations.source_file like translate(breaks.source, '*?', '%_')
        or observations.source_file like '%/' || translate(breaks.source, '*?', '%_')

)

select
    filled.region_code,
    filled.year,
    filled.indicator_id,
    filled.value,
    filled.fill_method,
    broken.region_code is not null as is_break,
    filled.year_before as reported_year_before,
    filled.year_after as reported_year_after
from {{ ref('int_filled_values') }} as filled
left join broken
    on
        filled.region_code = broken.region_code
        and filled.year = broken.year
        and filled.indicator_id = broken.indicator_id
