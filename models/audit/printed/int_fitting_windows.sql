-- How each window fits each variable, with the window stated in the paper and the one that fits most
-- variables (ties go to the longest, then the earliest). A variable that fits no window has another vintage
-- or definition and cannot date the table.
-- Grain: one row per printed variable and window; is_stated and is_nearest mark the two; none for simulated
-- data.

with windows as (

    select
        *,
        fits_extremes and (fits_population or fits_sample) as fits
    from {{ ref('int_descriptive_windows') }}

),

dated as (

    select
        *,
        max(case when fits then 1 else 0 end) over (partition by variable) as fits_somewhere
    from windows

),

joint as (

    select
        first_year,
        last_year,
        ending,
        max(n) as n_rows,
        count(*) as n_variables,
        sum(fits_somewhere) as n_datable,
        sum(case when fits then 1 else 0 end) as n_fitting,
        sum(case when fits_extremes and fits_population then 1 else 0 end) as n_fitting_population
    from dated
    group by first_year, last_year, ending

),

ranked as (

    select
        *,
        row_number() over (
            order by
                n_fitting desc,
                n_fitting_population desc,
                last_year - first_year desc,
                first_year asc,
                ending asc
        ) as preference,
        sum(case when n_fitting = n_datable then 1 else 0 end) over () as n_windows_fitting_all
    from joint

)

select
    dated.variable,
    dated.first_year,
    dated.last_year,
    dated.ending,
    dated.printed_n,
    dated.printed_maximum,
    dated.printed_minimum,
    dated.printed_std_dev,
    dated.n,
    dated.maximum,
    dated.minimum,
    dated.std_dev_population,
    dated.std_dev_sample,
    dated.fits_population,
    dated.fits_sample,
    dated.fits_extremes,
    dated.fits,
    dated.fits_somewhere,
    ranked.n_rows,
    ranked.n_variables,
    ranked.n_datable,
    ranked.n_fitting,
    ranked.n_fitting_population,
    ranked.n_windows_fitting_all,
    cast(dated.first_year as string) || '-' || cast(dated.last_year as string)
    || case dated.ending
        when 'carried forward' then ', ' || cast(dated.last_year as string) || ' carried forward' else ''
    end as window_text,
    dated.first_year = settings.first_year
    and dated.last_year = settings.last_year
    and dated.ending = 'as reported' as is_stated,
    ranked.preference = 1 as is_nearest
from dated
inner join ranked
    on
        dated.first_year = ranked.first_year
        and dated.last_year = ranked.last_year
        and dated.ending = ranked.ending
cross join {{ ref('stg_settings') }} as settings
