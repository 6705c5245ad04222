-- Reported values of indicators that still have others, lost for some regions and years.
-- One row per indicator and set of years, with all regions that lack them.
with by_region as (

    select
        lost_cells.indicator_id,
        lost_cells.region_code,
        case
            when max(year) - min(year) + 1 = count(*) and count(*) > 1
                then cast(min(year) as varchar) || '-' || cast(max(year) as varchar)
            else string_agg(cast(year as varchar), ' ' order by year)
        end as years,
        bool_and(is_filled_now) as is_filled_now,
        string_agg(distinct cause_en, '; ') as cause_en,
        string_agg(distinct cause_zh, '；') as cause_zh
    from lost_cells
    where indicator_id in (select indicator_id from marts.region_indicators)
    group by lost_cells.indicator_id, lost_cells.region_code

)

select
    by_region.indicator_id || ' ' || years || ': '
    || string_agg(by_region.region_code || ' ' || regions.name_zh, ', ' order by by_region.region_code) as place,
    1 as is_lost,
    string_agg(distinct case when is_filled_now then 'filled now; ' else '' end || cause_en, '; ') as cause_en,
    string_agg(distinct case when is_filled_now then '现为填补值；' else '' end || cause_zh, '；') as cause_zh
from by_region
inner join seeds.regions as regions
    on by_region.region_code = regions.region_code
group by by_region.indicator_id, by_region.years, by_region.is_filled_now
order by place
