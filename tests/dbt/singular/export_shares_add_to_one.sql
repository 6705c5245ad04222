-- A region's export shares add up to 1 in each year.

select
    region_code,
    year,
    sum(export_share) as total
from {{ ref('int_export_shares') }}
group by region_code, year
having abs(sum(export_share) - 1) > 1e-9
