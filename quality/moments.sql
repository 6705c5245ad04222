-- Mean and spread of every indicator and variable next to those of the previous release.
-- One row per indicator or variable that both have.
with now as (
    select indicator_id as name, avg(value) as mean, stddev_samp(value) as spread
    from marts.region_indicators
    group by indicator_id
    union all
    select variable, mean, std_dev from variable_statistics
    where n > 1
),

before as (
    select indicator_id as name, avg(value) as mean, stddev_samp(value) as spread
    from before_region_indicators
    group by indicator_id
    union all
    select variable, mean, std_dev from before_descriptive_statistics
    where n > 1
)

select
    now.name as place,
    abs(now.mean - before.mean) / nullif(before.spread, 0) as mean_moved,
    now.spread / nullif(before.spread, 0) as spread_ratio
from now
inner join before
    on now.name = before.name
order by now.name
