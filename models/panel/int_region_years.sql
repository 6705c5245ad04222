-- Every sample region in every year of the window, with GDP per capita: the printed one, else GDP over
-- population.
-- Grain: one row per sample region and year.

with filled as (

    select
        region_code,
        year,
        max(case when indicator_id = 'gdp' then value end) as gdp_100m_cny,
        max(case when indicator_id = 'population' then value end) as population_10k,
        max(case when indicator_id = 'pgdp' then value end) as pgdp_cny
    from {{ ref('int_filled_values') }}
    group by region_code, year

)

select
    regions.region_code,
    years.year,
    coalesce(filled.pgdp_cny, filled.gdp_100m_cny * 10000 / nullif(filled.population_10k, 0))
        as gdp_per_capita_cny
from {{ ref('regions') }} as regions
cross join {{ ref('int_years') }} as years
left join filled
    on
        regions.region_code = filled.region_code
        and years.year = filled.year
where
    regions.in_sample
    and years.in_window
