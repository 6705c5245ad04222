-- How much of a year is reported, filled or missing: of each sample region over all indicators of the study,
-- and of each indicator over all sample regions.
-- Grain: one row per region (part 'region') or indicator (part 'indicator') and year.

with years as (

    select unnest(generate_series(first_year, last_year)) as year
    from marts.release_info

),

shown as (

    select indicator_id
    from marts.indicators
    where role = 'digital' or indicator_id in (select indicator_id from marts.region_indicators)

),

counted as (

    select
        case when grouping(regions.region_code) = 0 then 'region' else 'indicator' end as part,
        coalesce(regions.region_code, shown.indicator_id) as code,
        cast(years.year as integer) as year,
        count(*) as total,
        count(*) filter (where region_indicators.fill_method = 'reported') as reported,
        count(*) filter (where region_indicators.fill_method <> 'reported') as filled,
        count(*) filter (where region_indicators.value is null) as missing
    from marts.regions
    cross join years
    cross join shown
    left join marts.region_indicators
        on
            regions.region_code = region_indicators.region_code
            and years.year = region_indicators.year
            and shown.indicator_id = region_indicators.indicator_id
    where regions.in_sample
    group by grouping sets ((regions.region_code, years.year), (shown.indicator_id, years.year))

),

complete as (

    select
        part,
        count(*) as lines,
        count(*) filter (where gaps = 0) as whole_lines
    from (select part, code, sum(missing) as gaps from counted group by part, code)
    group by part

)

select
    counted.*,
    names.short_zh as label_zh,
    names.short_en as label_en,
    format('{} {}：报告 {}，填补 {}，缺 {}', names.zh, year, reported, filled, missing) as hint_zh,
    format('{} {}: {} reported, {} filled, {} missing', names.en, year, reported, filled, missing) as hint_en,
    complete.lines as fact_lines,
    complete.whole_lines as fact_complete,
    total as fact_across,
    min(year) over () as fact_first,
    max(year) over () as fact_last,
    format('{:,}', sum(total) over (partition by counted.part)) as fact_total,
    format('{:,}', sum(reported) over (partition by counted.part)) as fact_reported,
    format('{:,}', sum(filled) over (partition by counted.part)) as fact_filled,
    format('{:,}', sum(missing) over (partition by counted.part)) as fact_missing
from counted
inner join complete on counted.part = complete.part
inner join labels as names on counted.part = names.kind and counted.code = names.code
order by counted.part, names.place, year
