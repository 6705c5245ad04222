-- The digital index of each region in each year, the highest of the last year on top.
-- Grain: one row per region and year that has an index.

with indexed as (

    select
        region_code,
        year,
        digital_index,
        rank_in_year,
        max(year) over () as last_year,
        min(year) over () as first_year
    from marts.digital_index
    where digital_index is not null

),

ends as (

    select
        last_year,
        first_year,
        format('{:.3f}', avg(digital_index) filter (where year = first_year)) as mean_begin,
        format('{:.3f}', avg(digital_index) filter (where year = last_year)) as mean_end,
        arg_max(region_code, digital_index) filter (where year = last_year) as highest,
        arg_min(region_code, digital_index) filter (where year = last_year) as lowest,
        format('{:.3f}', max(digital_index) filter (where year = last_year)) as high,
        format('{:.3f}', min(digital_index) filter (where year = last_year)) as low
    from indexed
    group by last_year, first_year

)

select
    indexed.region_code,
    indexed.year,
    indexed.digital_index,
    indexed.rank_in_year,
    words.zh as label_zh,
    words.en as label_en,
    format('{} {}: {:.3f}', words.zh, indexed.year, indexed.digital_index) as hint_zh,
    format('{} {}: {:.3f}', words.en, indexed.year, indexed.digital_index) as hint_en,
    ends.last_year as fact_year,
    ends.first_year as fact_begin,
    ends.mean_begin as fact_mean_begin,
    ends.mean_end as fact_mean_end,
    ends.high as fact_high,
    ends.low as fact_low,
    first_names.zh as fact_first_zh,
    first_names.en as fact_first_en,
    last_names.zh as fact_last_zh,
    last_names.en as fact_last_en
from indexed
cross join ends
inner join labels as words on words.kind = 'region' and indexed.region_code = words.code
inner join labels as first_names on first_names.kind = 'region' and ends.highest = first_names.code
inner join labels as last_names on last_names.kind = 'region' and ends.lowest = last_names.code
order by
    max(case when indexed.year = indexed.last_year then indexed.digital_index end) over (
        partition by indexed.region_code
    ) desc nulls last,
    indexed.region_code,
    indexed.year asc
