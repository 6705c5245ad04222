-- An indicator with one value everywhere has no scale and no weight: it stops the refresh by name.

select
    indicator_id,
    min(value) as smallest,
    max(value) as largest,
    'leave it out with role input in seeds/indicators.csv, or correct its data' as correction
from {{ ref('int_index_values') }}
group by indicator_id
having min(value) = max(value)
