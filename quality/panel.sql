-- How complete each variable of the panel is over sample regions and window years.
-- One row per variable that has any value; the index alone must be whole, unless the study drops region-years.
with expected as (
    select
        count(*) * (max(settings.last_year) - max(settings.first_year) + 1) as region_years,
        max(settings.missing_indicator) as missing_indicator
    from seeds.regions as regions
    cross join staging.stg_settings as settings
    where regions.in_sample
)

select
    statistics.variable as place,
    cast(statistics.n as double) / nullif(expected.region_years, 0) as share_complete,
    case
        when statistics.variable = 'dig' and expected.missing_indicator <> 'drop_region_year'
            then cast(statistics.n as double) / nullif(expected.region_years, 0)
    end as index_share_complete
from variable_statistics as statistics
cross join expected
where statistics.n > 0
order by statistics.variable
