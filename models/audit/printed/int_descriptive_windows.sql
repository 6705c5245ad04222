-- In which years could the printed descriptive statistics have been computed? Every period of at least five
-- years is tried, and every such period from the first year carried forward to the last: population and
-- sample standard deviation and both extremes of every printed variable that is complete in the data. A
-- window fits a variable if a deviation is within .1 percent of the printed one (sample and population
-- deviation of 300 rows differ by .17 percent) and both extremes are within a twentieth of a deviation
-- (vintages differ slightly).
-- Grain: one row per printed variable, first and last year, and ending; none for simulated data.

-- An index depends on the window itself, so it cannot date a table.
with complete as (

    select variable
    from {{ ref('int_observed_variables') }}
    where variable <> 'dig'
    group by variable
    having count(value) = count(*)

),

observed as (

    select observed.*
    from {{ ref('int_observed_variables') }} as observed
    inner join complete
        on observed.variable = complete.variable

),

years as (

    select distinct year
    from observed

),

study as (

    select
        min(year) as first_year,
        max(year) as last_year
    from years

),

endings as (

    select ending
    from (values ('as reported'), ('carried forward')) as listed (ending)

),

windows as (

    select
        first_years.year as first_year,
        last_years.year as last_year,
        endings.ending,
        study.last_year - last_years.year as n_years_carried
    from years as first_years
    inner join years as last_years
        on first_years.year + 4 <= last_years.year
    cross join study
    cross join endings
    where
        endings.ending = 'as reported'
        or (first_years.year = study.first_year and last_years.year < study.last_year)

),

-- A carried window counts its last year once, and again for each later year.
weighted as (

    select
        windows.first_year,
        windows.last_year,
        windows.ending,
        observed.*,
        case
            when windows.ending = 'carried forward' and observed.year = windows.last_year
                then windows.n_years_carried + 1
            else 1
        end as weight
    from windows
    inner join observed
        on observed.year between windows.first_year and windows.last_year

),

means as (

    select
        *,
        sum(weight * value) over one_window / sum(weight) over one_window as mean
    from weighted
    window one_window as (partition by first_year, last_year, ending, variable)

),

deviations as (

    select
        variable,
        first_year,
        last_year,
        ending,
        printed_n,
        printed_maximum,
        printed_minimum,
        printed_std_dev,
        sum(weight) as n,
        max(value) as maximum,
        min(value) as minimum,
        sqrt(sum(weight * power(value - mean, 2)) / sum(weight)) as std_dev_population,
        sqrt(sum(weight * power(value - mean, 2)) / (sum(weight) - 1)) as std_dev_sample
    from means
    group by
        variable, first_year, last_year, ending, printed_n, printed_maximum, printed_minimum, printed_std_dev

)

select
    *,
    abs(std_dev_population - printed_std_dev) <= 0.001 * printed_std_dev as fits_population,
    abs(std_dev_sample - printed_std_dev) <= 0.001 * printed_std_dev as fits_sample,
    abs(maximum - printed_maximum) <= 0.05 * printed_std_dev
    and abs(minimum - printed_minimum) <= 0.05 * printed_std_dev as fits_extremes
from deviations
