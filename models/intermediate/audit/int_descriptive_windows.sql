-- In which years could the printed descriptive statistics have been computed? Every run of at least five
-- years of the window, and each such run from the first year on carried forward to the last, is tried:
-- deviation of the population and of the sample, and both extremes, of every printed variable that the data
-- at hand have in full. A window fits a variable where a deviation is within .1 percent of the printed one
-- (sample and population deviation of 300 rows differ by .17 percent) and both extremes are within a
-- twentieth of a deviation (vintages differ a little). Only for real data: simulated ones say nothing about
-- a printed table.
-- Grain: one row per printed variable, first and last year, and way of ending.

with is_real as (

    select count(*) = 0 as is_real
    from {{ ref('stg_raw_files') }}
    where source_file = 'SIMULATED'

),

printed as (

    select
        variable,
        {{ to_number(fold_number('n')) }} as n,
        {{ to_number(fold_number('maximum')) }} as maximum,
        {{ to_number(fold_number('minimum')) }} as minimum,
        {{ to_number(fold_number('std_dev')) }} as std_dev
    from {{ ref('printed_descriptives') }}

),

observed as (

    select
        printed.variable,
        variables.region_code,
        variables.year,
        case printed.variable
            when 'ln_tsi' then variables.ln_tsi
            when 'ln_tsi_labour' then variables.ln_tsi_labour
            when 'ln_tsi_capital' then variables.ln_tsi_capital
            when 'ln_tsi_technology' then variables.ln_tsi_technology
            when 'dig' then variables.dig
            when 'hum' then variables.hum
            when 'upd' then variables.upd
            when 'cre' then variables.cre
            when 'lnpgdp' then variables.lnpgdp
            when 'lnfcl' then variables.lnfcl
            when 'open' then variables.openness
            when 'lnsci' then variables.lnsci
        end as value
    from {{ ref('int_panel_variables') }} as variables
    cross join printed
    cross join is_real
    where is_real.is_real

),

-- An index depends on the window itself and on what is in it: it cannot date a table.
complete as (

    select variable
    from observed
    where variable <> 'dig'
    group by variable
    having count(value) = count(*)

),

years as (

    select distinct year
    from observed

),

bounds as (

    select
        first_years.year as first_year,
        last_years.year as last_year
    from years as first_years
    inner join years as last_years
        on first_years.year + 4 <= last_years.year

),

study as (

    select
        min(year) as first_year,
        max(year) as last_year
    from years

),

windows as (

    select
        bounds.first_year,
        bounds.last_year,
        'as reported' as ending
    from bounds

    union all

    select
        bounds.first_year,
        bounds.last_year,
        'carried forward' as ending
    from bounds
    inner join study
        on
            bounds.first_year = study.first_year
            and bounds.last_year < study.last_year

),

-- A carried window counts its last year once for itself and once for each year after it.
weighted as (

    select
        windows.first_year,
        windows.last_year,
        windows.ending,
        observed.variable,
        observed.value,
        case
            when windows.ending = 'carried forward' and observed.year = windows.last_year
                then study.last_year - windows.last_year + 1
            else 1
        end as weight
    from windows
    cross join study
    inner join observed
        on observed.year between windows.first_year and windows.last_year
    inner join complete
        on observed.variable = complete.variable

),

means as (

    select
        first_year,
        last_year,
        ending,
        variable,
        sum(weight) as n,
        sum(weight * value) / sum(weight) as mean,
        max(value) as maximum,
        min(value) as minimum
    from weighted
    group by first_year, last_year, ending, variable

),

deviations as (

    select
        means.first_year,
        means.last_year,
        means.ending,
        means.variable,
        means.n,
        means.maximum,
        means.minimum,
        sqrt(sum(weighted.weight * power(weighted.value - means.mean, 2)) / means.n) as std_dev_population,
        sqrt(sum(weighted.weight * power(weighted.value - means.mean, 2)) / (means.n - 1)) as std_dev_sample
    from means
    inner join weighted
        on
            means.first_year = weighted.first_year
            and means.last_year = weighted.last_year
            and means.ending = weighted.ending
            and means.variable = weighted.variable
    group by
        means.first_year,
        means.last_year,
        means.ending,
        means.variable,
        means.n,
        means.maximum,
        means.minimum

)

select
    deviations.variable,
    deviations.first_year,
    deviations.last_year,
    deviations.ending,
    deviations.n,
    deviations.maximum,
    deviations.minimum,
    deviations.std_dev_population,
    deviations.std_dev_sample,
    printed.n as printed_n,
    printed.maximum as printed_maximum,
    printed.minimum as printed_minimum,
    printed.std_dev as printed_std_dev,
    abs(deviations.std_dev_population - printed.std_dev) <= 0.001 * printed.std_dev as fits_population,
    abs(deviations.std_dev_sample - printed.std_dev) <= 0.001 * printed.std_dev as fits_sample,
    abs(deviations.maximum - printed.maximum) <= 0.05 * printed.std_dev
    and abs(deviations.minimum - printed.minimum) <= 0.05 * printed.std_dev as fits_extremes
from deviations
inner join printed
    on deviations.variable = printed.variable
