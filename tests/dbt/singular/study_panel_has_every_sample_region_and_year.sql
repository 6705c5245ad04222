-- The panel holds every sample region in every year of the window, and nothing else.

select
    count(*) as rows_found,
    max(expected.n_rows) as rows_expected
from {{ ref('study_panel') }}
cross join (
    select count(*) * (max(settings.last_year) - max(settings.first_year) + 1) as n_rows
    from {{ ref('regions') }} as regions
    cross join {{ ref('stg_settings') }} as settings
    where regions.in_sample
) as expected
having count(*) <> max(expected.n_rows)
