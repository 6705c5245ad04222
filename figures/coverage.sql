-- Reported, filled and missing values by year: for each sample region over all indicators of the study, and
-- for each indicator over all sample regions.
-- Grain: one row per region (part 'region') or indicator (part 'indicator') and year.

with years as (

    select unnest(generate_series(first_year, last_year)) as year
    from marts.release_info

),

shown as (

    select indicator_id
    from marts.indicators
    where
        role = 'digital'
        or indicator_id in (select region_indicators.indicator_id from marts.region_indicators)

),

cells as (

    select
        regions.region_code,
        shown.indicator_id,
        cast(years.year as integer) as year,
        case
            when region_indicators.value is null then 'missing'
            when region_indicators.fill_method = 'reported' then 'reported'
            else 'filled'
        end as state
    from marts.regions
    cross join years
    cross join shown
    left join marts.region_indicators
        on
            regions.region_code = region_indicators.region_code
            and years.year = region_indicators.year
            and shown.indicator_id = region_indicators.indicator_id
    where regions.in_sample

),

lines as (

    select
        'region' as part,
        region_code as code,
        year,
        state
    from cells

    union all

    select
        'indicator' as part,
        indicator_id as code,
        year,
        state
    from cells

),

counted as (

    select
        part,
        code,
        year,
        count(*) as total,
        count(*) filter (where state = 'reported') as reported,
        count(*) filter (where state = 'filled') as filled,
        count(*) filter (where state = 'missing') as missing,
        sum(count(*) filter (where state = 'missing')) over (partition by part, code) as gaps
    from lines
    group by part, code, year

),

facts as (

    select
        part,
        count(distinct code) as line_count,
        count(distinct code) filter (where gaps = 0) as complete_lines,
        min(year) as first_year,
        max(year) as last_year,
        format('{:,}', sum(total)) as total,
        format('{:,}', sum(reported)) as reported,
        format('{:,}', sum(filled)) as filled,
        format('{:,}', sum(missing)) as missing
    from counted
    group by part

)

select
    counted.part,
    case when counted.part = 'region' then counted.code end as region_code,
    case when counted.part = 'indicator' then counted.code end as indicator_id,
    counted.year,
    counted.total,
    counted.reported,
    counted.filled,
    counted.missing,
    words.short_zh as label_zh,
    words.short_en as label_en,
    format(
        '{} {}：报告 {}，填补 {}，缺 {}', words.zh, counted.year, counted.reported, counted.filled, counted.missing
    ) as hint_zh,
    format(
        '{} {}: {} reported, {} filled, {} missing',
        words.en, counted.year, counted.reported, counted.filled, counted.missing
    ) as hint_en,
    facts.line_count as fact_lines,
    facts.complete_lines as fact_complete,
    counted.total as fact_across,
    facts.first_year as fact_first,
    facts.last_year as fact_last,
    facts.total as fact_total,
    facts.reported as fact_reported,
    facts.filled as fact_filled,
    facts.missing as fact_missing
from counted
inner join facts on counted.part = facts.part
inner join labels as words on counted.part = words.kind and counted.code = words.code
order by counted.part, words.place, counted.year
