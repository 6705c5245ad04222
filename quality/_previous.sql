-- What the previous release had and this one lacks, cell by cell, with the likely cause of each.
-- Temporary views over before_* (suite.yml), which the pages lost_*.sql share.

create or replace temp view removed_series as
-- Rows of raw_series that were removed or changed; the comment and the order of rows do not matter.
select printed_series, printed_unit, indicator_id, multiplier, source, priority
from before_raw_series
except
select printed_series, printed_unit, indicator_id, multiplier, source, priority
from seeds.raw_series;

create or replace temp view changed_settings as
-- Settings that are not what they were, and whether the sample of regions is: what they take away is no loss.
select setting
from before_study_settings
full outer join seeds.study_settings using (setting)
where before_study_settings.value is distinct from seeds.study_settings.value
union all
select 'sample of regions'
where exists (
    select 1
    from before_regions
    full outer join seeds.regions using (region_code)
    where coalesce(before_regions.in_sample, false) <> coalesce(seeds.regions.in_sample, false)
);

create or replace temp view file_causes as
-- Why a raw file gives nothing or something else now; no row for one that is as it was.
select
    before.source_file,
    case
        when now.source_file is null then 'the raw file ' || before.source_file || ' is gone'
        when now.status <> 'read'
            then before.source_file || ' is not read now: ' || coalesce(nullif(now.message_en, ''), now.reason, now.status)
        else before.source_file || ' was changed and has no value there now'
    end as cause_en,
    case
        when now.source_file is null then '原始文件 ' || before.source_file || ' 已不存在'
        when now.status <> 'read'
            then before.source_file || ' 现未读取：' || coalesce(nullif(now.message_zh, ''), now.reason, now.status)
        else before.source_file || ' 已改动，现在该处没有数值'
    end as cause_zh,
    now.source_file is null or now.status <> 'read' as is_unread
from before_raw_files as before
left join marts.raw_files as now
    on before.source_file = now.source_file
where
    before.status = 'read'
    and (now.source_file is null or now.status <> 'read' or now.sha256 <> before.sha256);

create or replace temp view series_of_files as
-- The series that each file prints now, and those of them that no row of raw_series names.
select
    source_file,
    list(distinct series_text) as printed,
    string_agg(distinct series_text, ', ') filter (where reason in ('series_not_mapped', 'unit_mismatch')) as unmapped
from intermediate.int_cell_outcomes
group by source_file;

create or replace temp table lost_cells as
with fill_is_the_same as (

    select count(*) = 0 as holds
    from changed_settings
    where setting in ('fill', 'carry')

),

lost as (

    -- A reported value that is only filled now is lost; a filled one that is no value any more is, unless the
    -- study fills otherwise. What lies outside the window or the sample of now is none.
    select
        before.indicator_id,
        before.region_code,
        before.year,
        now.value is not null as is_filled_now
    from before_region_indicators as before
    cross join fill_is_the_same
    inner join staging.stg_settings as settings
        on before.year between settings.first_year and settings.last_year
    inner join seeds.regions as regions
        on before.region_code = regions.region_code and regions.in_sample
    left join marts.region_indicators as now
        on
            before.indicator_id = now.indicator_id
            and before.region_code = now.region_code
            and before.year = now.year
    where
        (before.fill_method = 'reported' and now.fill_method is distinct from 'reported')
        or (now.value is null and fill_is_the_same.holds)

),

sources as (

    -- Where its value came from; of a filled one, the first of its two reports.
    select
        indicator_id,
        region_code,
        year,
        min_by(source_file, reported_year) as source_file,
        min_by(series_text, reported_year) as series_text
    from before_cell_lineage
    group by indicator_id, region_code, year

),

aliases as (

    select
        region_code,
        string_agg(distinct alias, ', ') as removed
    from (
        select alias, region_code from before_region_aliases
        except
        select alias, region_code from seeds.region_aliases
    ) as removed
    group by region_code

),

mappings as (

    select
        indicator_id,
        list(distinct printed_series) as printed,
        string_agg(distinct printed_series, ', ') as removed
    from removed_series
    group by indicator_id

),

outcomes as (

    select
        indicator_id,
        region_code,
        year,
        min(source_file || ', ' || cell || ': ' || value_text || ' (' || reason || ')') as cell_now
    from intermediate.int_cell_outcomes
    where outcome <> 'kept' and indicator_id is not null and region_code is not null
    group by indicator_id, region_code, year

),

judged as (

    select
        lost.*,
        sources.source_file,
        sources.series_text,
        files.cause_en as file_en,
        files.cause_zh as file_zh,
        mappings.removed as removed_series,
        aliases.removed as removed_aliases,
        outcomes.cell_now,
        printed.unmapped,
        case
            when indicators.indicator_id is null then 'indicator'
            when files.is_unread then 'file'
            when list_contains(mappings.printed, sources.series_text) then 'mapping'
            when not list_contains(printed.printed, sources.series_text) then 'series'
            when mappings.removed is not null then 'mapping'
            when outcomes.cell_now is not null then 'cell'
            when aliases.removed is not null then 'alias'
            when files.cause_en is not null then 'file'
            else 'unknown'
        end as kind
    from lost
    left join sources using (indicator_id, region_code, year)
    left join file_causes as files using (source_file)
    left join seeds.indicators as indicators using (indicator_id)
    left join mappings using (indicator_id)
    left join aliases using (region_code)
    left join outcomes using (indicator_id, region_code, year)
    left join series_of_files as printed using (source_file)

)

select
    indicator_id,
    region_code,
    year,
    is_filled_now,
    case kind
        when 'indicator' then 'its row was removed from seeds/indicators.csv'
        when 'file' then file_en
        when 'mapping' then 'its row in seeds/raw_series.csv was removed or changed (' || removed_series || ')'
        when 'series'
            then
                source_file || ' does not print the series ' || series_text || ' any more'
                || coalesce('; it prints, without a row in seeds/raw_series.csv: ' || unmapped, '')
        when 'cell' then cell_now
        when 'alias' then 'an alias of the region was removed or changed in seeds/region_aliases.csv (' || removed_aliases || ')'
        else 'no single cause found; `tsi releases diff` compares two releases'
    end as cause_en,
    case kind
        when 'indicator' then 'seeds/indicators.csv 中删除了该指标的行'
        when 'file' then file_zh
        when 'mapping' then 'seeds/raw_series.csv 中其行被删除或改动（' || removed_series || '）'
        when 'series'
            then
                source_file || ' 中不再有序列“' || series_text || '”'
                || coalesce('；其中未在 seeds/raw_series.csv 登记的序列：' || unmapped, '')
        when 'cell' then cell_now
        when 'alias' then 'seeds/region_aliases.csv 中该地区的别名被删除或改动（' || removed_aliases || '）'
        else '未找到单一原因；`tsi releases diff` 可比较两个版本'
    end as cause_zh
from judged;
