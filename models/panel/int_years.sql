-- Every year of the window, and every reported year outside it that a fill inside needs.
-- Built from digits, because engines have different functions for number series.
-- Grain: one row per year.

with digits as (

    select digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as listed (digit)

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
    from {{ ref('int_observations') }}

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
