{{ config(meta={'values': [
    'printed', 'population_text', 'stated_window', 'sample_text', 'nearest_window',
    'nearest_population_text', 'nearest_sample_text'
]}) }}
-- Does the printed standard deviation fit the stated window, or the window that fits most variables?
-- Grain: one row per printed variable that is complete in real data.

with compared as (

    select
        stated.variable,
        {{ shortest_text('stated.printed_std_dev') }} as printed,
        stated.window_text as stated_window,
        {{ number_text('stated.std_dev_population', 4) }} as population_text,
        {{ number_text('stated.std_dev_sample', 4) }} as sample_text,
        nearest.window_text as nearest_window,
        {{ number_text('nearest.std_dev_population', 4) }} as nearest_population_text,
        {{ number_text('nearest.std_dev_sample', 4) }} as nearest_sample_text,
        case when stated.fits then 'consistent' when nearest.fits then 'suspect' else 'borderline' end
            as verdict
    from {{ ref('int_fitting_windows') }} as stated
    inner join {{ ref('int_fitting_windows') }} as nearest
        on stated.variable = nearest.variable
    where
        stated.is_stated
        and nearest.is_nearest

)

select
    '2' as study_table,
    cast(null as integer) as column_no,
    variable as term,
    printed,
    population_text
    || ' ('
    || stated_window
    || '), '
    || nearest_population_text
    || ' ('
    || nearest_window
    || ')'
        as expected,
    verdict,
    'opening ' || verdict as parts,
    population_text,
    stated_window,
    sample_text,
    nearest_window,
    nearest_population_text,
    nearest_sample_text
from compared
