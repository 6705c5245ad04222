-- Export years, and regions, industries and months within the years that are still there.
-- One row per year; per region, industry or number of months and the years that lack them.
with before as (

    select
        outcomes.region_code,
        outcomes.industry_code,
        outcomes.year,
        outcomes.months,
        outcomes.source_file
    from before_export_outcomes as outcomes
    inner join staging.stg_settings as settings
        on outcomes.year between settings.first_year and settings.last_year
    inner join seeds.regions as regions
        on outcomes.region_code = regions.region_code and regions.in_sample
    where outcomes.outcome = 'kept'

),

now as (

    select
        region_code,
        industry_code,
        year,
        months
    from intermediate.int_export_outcomes
    where outcome = 'kept'

),

years as (

    select distinct
        year,
        'exports' as thing,
        source_file
    from before
    where year not in (select year from now)

),

regions_lost as (

    select distinct
        before.year,
        'exports of ' || regions.region_code || ' ' || regions.name_zh as thing,
        before.source_file
    from before
    inner join seeds.regions as regions
        on before.region_code = regions.region_code
    where
        before.year in (select year from now)
        and (before.region_code, before.year) not in (select region_code, year from now)

),

industries_lost as (

    select distinct
        before.year,
        'exports of industry ' || before.industry_code as thing,
        before.source_file
    from before
    where
        before.year in (select year from now)
        and (before.industry_code, before.year) not in (select industry_code, year from now)

),

months_before as (

    select region_code, year, bit_or(months) as months, min(source_file) as source_file
    from before
    group by region_code, year

),

months_now as (

    select region_code, year, bit_or(months) as months
    from now
    group by region_code, year

),

months_lost as (

    select
        months_before.year,
        cast(bit_count(months_before.months & ~months_now.months) as varchar) || ' month(s) of exports of '
        || regions.region_code || ' ' || regions.name_zh as thing,
        months_before.source_file
    from months_before
    inner join months_now using (region_code, year)
    inner join seeds.regions as regions using (region_code)
    where months_before.months & ~months_now.months <> 0

),

lost as (

    from years
    union all
    from regions_lost
    union all
    from industries_lost
    union all
    from months_lost

),

aliases as (

    select string_agg(distinct alias, ', ') as removed
    from (
        select alias, industry_code from before_industry_aliases
        except
        select alias, industry_code from seeds.industry_aliases
    ) as removed

)

select
    case
        when max(lost.year) - min(lost.year) + 1 = count(distinct lost.year) and count(distinct lost.year) > 1
            then lost.thing || ' ' || cast(min(lost.year) as varchar) || '-' || cast(max(lost.year) as varchar)
        else lost.thing || ' ' || string_agg(distinct cast(lost.year as varchar), ' ' order by cast(lost.year as varchar))
    end as place,
    1 as is_lost,
    coalesce(
        string_agg(distinct files.cause_en, '; '),
        'an alias was removed or changed in seeds/industry_aliases.csv (' || max(aliases.removed) || ')',
        'no single cause found; `tsi releases diff` compares two releases'
    ) as cause_en,
    coalesce(
        string_agg(distinct files.cause_zh, '；'),
        'seeds/industry_aliases.csv 中有别名被删除或改动（' || max(aliases.removed) || '）',
        '未找到单一原因；`tsi releases diff` 可比较两个版本'
    ) as cause_zh
from lost
cross join aliases
left join file_causes as files
    on lost.source_file = files.source_file
group by lost.thing
order by place
