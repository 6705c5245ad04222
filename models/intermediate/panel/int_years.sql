-- Every year of the window, and every reported year outside it that a fill inside needs.
-- Counted from digits, since engines name their series functions differently.
-- Grain: one row per year.

with digits as (

    select 0 as digit union all
    select 1 union all
    select 2 union all
    select 3 union all
    select 4 union all
    select 5 union all
    select 6 union all
    select 7 union all
    select 8 union all
    select 9

),

calendar as (

    select 1800 + 100 * hundreds.digit + 10 * tens.digit + ones.digit as year
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones

),

settings as (

    select
        first_year,
        last_year
    from {{ ref('stg_settings') }}

),

reported as (

    select
        min(year) as first_year,
        max(year) as last_year
    from {{ ref('stg_observations') }}

)

select
    calendar.year,
    calendar.year between settings.first_year and settings.last_year as in_window
from calendar
cross join settings
cross join reported
where
    calendar.year between settings.first_year and settings.last_year
    or calendar.year between reported.first_year and reported.last_year
