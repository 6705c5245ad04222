-- Identity: where every industry has a factor intensity, TSI is the mean of the three inside ones,
-- weighted by exports.

with ungrouped as (

    select count(*) as n_ungrouped
    from {{ ref('industries') }}
    where factor_intensity is null or factor_intensity not in ('labour', 'capital', 'technology')

),

overall as (

    select
        region_code,
        year,
        tsi_cny
    from {{ ref('int_region_tsi') }}
    where factor_intensity = 'all'

),

inside as (

    select
        region_code,
        year,
        sum(tsi_cny * export_value_usd) / sum(export_value_usd) as weighted_tsi_cny
    from {{ ref('int_region_tsi') }}
    where factor_intensity <> 'all'
    group by region_code, year

)

select
    overall.region_code,
    overall.year,
    overall.tsi_cny,
    inside.weighted_tsi_cny
from overall
inner join inside
    on
        overall.region_code = inside.region_code
        and overall.year = inside.year
cross join ungrouped
where
    ungrouped.n_ungrouped = 0
    and abs(overall.tsi_cny / inside.weighted_tsi_cny - 1) > 1e-9
