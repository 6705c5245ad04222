-- The panel holds every sample region in every year of the window, and nothing else.

with expected as (

    select count(*) * (max(settings.last_year) - max(settings.first_year) + 1) as n_rows
    from {{ ref('regions') }} as regions
    cross join {{ ref('stg_settings') }} as settings
    where regions.in_sample

),

found as (

    select count(*) as n_rows
    from {{ ref('study_panel') }}

)

select
    found.n_rows as rows_found,
    expected.n_rows as rows_expected,
    case when found.n_rows = 0 then 'the panel is empty: after --empty build all again' end as cause
from found
cross join expected
where found.n_rows <> expected.n_rows
