-- What tsi check-raw reports: four queries on the tables of cells.

-- One row per raw file.
select source_file, shape, encoding, status, reason, message_en, message_zh,
    cells, kept, ignored, rejected
from intermediate.int_file_outcomes
order by source_file;

-- One row per file and series: known series first, then those that a row of raw_series could still make use of.
select
    cells.source_file,
    any_value(series.series_text) as series,
    any_value(series.unit_text) as unit,
    any_value(series.mapping) as mapping,
    any_value(series.indicator_id) as indicator_id,
    count(distinct cells.region_key) as regions,
    -- 2011年, 2011年末 and 2011-12-31 begin with their year; others are reported as rejected cells.
    coalesce(min(nullif(regexp_extract(cells.year_key, '^[0-9]{4}'), '')), '-') as first_year,
    coalesce(max(nullif(regexp_extract(cells.year_key, '^[0-9]{4}'), '')), '-') as last_year,
    count(*) as cells
from staging.stg_raw_cells as cells
inner join intermediate.int_series as series
    on cells.source_file = series.source_file
    and cells.series_key = series.series_key
    and cells.unit_key = series.unit_key
group by cells.source_file, cells.series_key, cells.unit_key
order by cells.source_file, any_value(series.mapping) <> 'mapped',
    any_value(series.mapping) = 'unmapped', series;

-- One row per file of export records.
select
    files.source_file,
    count(distinct groups.industry_text) as industries,
    count(distinct groups.region_text) as regions,
    min(groups.year_text) as first_year,
    max(groups.year_text) as last_year
from staging.stg_export_files as files
inner join intermediate.int_export_groups as groups
    on files.content_id = groups.content_id
group by files.source_file;

-- One row per file, outcome and reason, with the first places of what was rejected.
with cells as (
    select
        source_file, outcome, reason, 1 as cells,
        case when sheet = '' then '' else sheet || ' ' end || cell || ' '
            || left(value_text, 60) as place,
        row_number() over (
            partition by source_file, outcome, reason
            order by sheet, row_number, column_number
        ) as place_number
    from intermediate.int_cell_outcomes
    where reason <> ''
    union all
    select
        source_file, outcome, reason,
        row_count - case when outcome = 'rejected' then 0 else bad_value_count end,
        concat_ws(' ', region_text, industry_text, year_text, month_text, unit_text),
        row_number() over (
            partition by source_file, outcome, reason order by region_text, industry_text
        )
    from intermediate.int_export_outcomes
    where reason <> ''
    union all
    select
        source_file, 'ignored', 'missing_mark', missing_count, '', 1
    from intermediate.int_export_outcomes
    where missing_count > 0 and outcome = 'kept'
    union all
    select
        source_file, 'rejected', 'bad_value', bad_value_count,
        concat_ws(' ', region_text, industry_text, year_text, bad_example),
        row_number() over (partition by source_file order by region_text, industry_text)
    from intermediate.int_export_outcomes
    where bad_value_count > 0 and outcome <> 'rejected'
)

select
    source_file, cells.outcome, any_value(label_en), any_value(label_zh),
    cast(sum(cells) as bigint) as n_cells,
    string_agg(place, '; ' order by place_number)
        filter (where cells.outcome = 'rejected' and place_number <= 3) as places
from cells
inner join seeds.cell_reasons using (reason)
group by source_file, cells.outcome, reason
order by source_file, cells.outcome, n_cells desc;
