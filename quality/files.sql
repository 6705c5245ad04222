-- How much of each file the study can use: known series, sample regions, years.
-- One row per file with data cells; the last three are null where no series of the file is wanted.
with cells as (
    select
        source_file,
        region_code,
        year,
        reason,
        reason in ('series_not_mapped', 'unit_mismatch') as is_unknown,
        reason not in ('series_not_mapped', 'series_not_wanted', 'unit_mismatch') as is_wanted
    from intermediate.int_cell_outcomes
),

sample as (
    select count(*) as regions_needed
    from seeds.regions
    where in_sample
),

by_file as (
    select
        cells.source_file,
        1.0 - avg(case when cells.is_unknown then 1.0 else 0.0 end) as known_share,
        count(distinct case when cells.is_wanted and regions.in_sample then cells.region_code end) as regions_found,
        count(distinct case when cells.is_wanted then cells.year end) as years_found,
        max(case when cells.is_wanted then cells.year end) - min(case when cells.is_wanted then cells.year end) + 1
            as years_spanned,
        count(distinct case
            when cells.is_wanted and cells.year between settings.first_year and settings.last_year then cells.year
        end) as years_in_window,
        count(*) filter (where cells.is_wanted) as cells_wanted
    from cells
    cross join staging.stg_settings as settings
    left join seeds.regions as regions
        on cells.region_code = regions.region_code
    group by cells.source_file
)

select
    by_file.source_file as place,
    by_file.known_share,
    case when by_file.cells_wanted > 0 then cast(by_file.regions_found as double) / nullif(sample.regions_needed, 0) end
        as sample_region_share,
    case when by_file.cells_wanted > 0 then by_file.years_spanned - by_file.years_found end as years_skipped,
    case when by_file.cells_wanted > 0 then by_file.years_in_window end as years_in_window
from by_file
cross join sample
order by by_file.source_file
