-- How complete is each indicator over sample and window?
-- One row per indicator: region-years reported, filled and missing, and whether the index uses it.

with needed as (
    select count(*) * (max(release_info.last_year) - max(release_info.first_year) + 1) as region_years_needed
    from marts.regions
    cross join marts.release_info
    where regions.in_sample
)

select
    indicators.indicator_id,
    indicators.name_zh,
    indicators.name_en,
    indicators.role,
    indicators.used_in_index,
    count(*) filter (where region_indicators.fill_method = 'reported') as reported,
    count(*) filter (where region_indicators.fill_method = 'interpolated') as interpolated,
    count(*) filter (where region_indicators.fill_method = 'carried') as carried,
    max(needed.region_years_needed) - count(region_indicators.value) as missing
from marts.indicators
cross join needed
left join marts.region_indicators
    on indicators.indicator_id = region_indicators.indicator_id
group by
    indicators.indicator_id, indicators.name_zh, indicators.name_en, indicators.role, indicators.used_in_index
order by indicators.role, indicators.indicator_id
