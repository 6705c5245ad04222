{{ config(meta={'values': [
    'n_datable', 'stated_window', 'nearest_window', 'nearest_n_text', 'n_fitting_population',
    'n_windows_fitting_all', 'printed_n_text', 'n_fitting', 'n_variables'
]}) }}
-- Does the stated window fit all variables together, or does another one? 'Consistent with' a window never
-- proves that it was used: other vintages could fit as well.
-- Grain: one row for the table of descriptive statistics; none for simulated data.

with judged as (

    select
        nearest.*,
        stated.window_text as stated_window,
        nearest.window_text as nearest_window,
        {{ number_text('nearest.n_rows', 0) }} as nearest_n_text,
        {{ number_text('stated.printed_n', 0) }} as printed_n_text,
        case
            when 2 * nearest.n_datable <= nearest.n_variables then 'borderline'
            when stated.n_fitting = nearest.n_datable then 'consistent'
            when nearest.n_fitting = nearest.n_datable then 'suspect'
            else 'borderline'
        end as verdict,
        row_number() over (order by stated.printed_n desc, nearest.variable asc) as place
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
    cast(null as string) as term,
    printed_n_text || ' (' || stated_window || ')' as printed,
    nearest_window || ': ' || nearest_n_text as expected,
    verdict,
    verdict as parts,
    n_datable,
    stated_window,
    nearest_window,
    nearest_n_text,
    n_fitting_population,
    n_windows_fitting_all,
    printed_n_text,
    n_fitting,
    n_variables
from judged
where place = 1
