-- Mean GDP per capita over regions, the largest first, from real data: in each year the mean TSI over regions
-- equals it (docs/methodology/tsi.md), so the largest TSI is at least the largest of these means.
-- Grain: one row per year in which every region has its GDP; none for simulated data.

with simulated as (

    select count(*) as n_files
    from {{ ref('stg_raw_files') }}
    where source_file = 'SIMULATED'

),

yearly_means as (

    select
        year,
        avg(gdp_per_capita_cny) as mean_gdp_per_capita_cny
    from {{ ref('int_region_years') }}
    group by year
    having count(gdp_per_capita_cny) = count(*)

)

select
    yearly_means.year,
    yearly_means.mean_gdp_per_capita_cny,
    row_number() over (order by yearly_means.mean_gdp_per_capita_cny desc, yearly_means.year asc) as place
from yearly_means
cross join simulated
where simulated.n_files = 0
