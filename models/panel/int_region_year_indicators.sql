-- The spine of the fill: every year for every region and indicator with at least one report, null where there
-- is none.
-- Grain: one row per region, year and indicator.

with observations as (

    select
        region_code,
        year,
        indicator_id,
        value
    from {{ ref('int_reported_values') }}

),

reporters as (

    select distinct
        region_code,
        indicator_id
    from observations

)

select
    reporters.region_code,
    years.year,
    years.in_window,
    reporters.indicator_id,
    observations.value
from reporters
cross join {{ ref('int_years') }} as years
left join observations
    on
        reporters.region_code = observations.region_code
        and years.year = observations.year
        and reporters.indicator_id = observations.indicator_id
