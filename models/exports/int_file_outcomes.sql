-- Every file found under raw/: its layout, its content and the outcomes of its cells. Cells = kept + ignored
-- + rejected; cell_count is counted in the file, independently of the reading.
-- Grain: one row per file.

with files as (

    select * from {{ ref('stg_raw_files') }}
    union all
    select
        source_file,
        sha256,
        size_bytes,
        'export_records' as shape,
        encoding,
        status,
        reason,
        message_en,
        message_zh,
        record_count as cell_count
    from {{ ref('stg_export_files') }}

),

counted as (

    select
        source_file,
        {{ joined_texts("nullif(series_text, '')") }} as series_listed,
        {{ joined_texts("nullif(unit_text, '')") }} as units_listed,
        count(distinct nullif(region_code, 'ignore')) as regions_found,
        min(year) as first_year_found,
        max(year) as last_year_found,
        count(*) as cells,
        count(*) filter (where outcome = 'kept') as kept,
        count(*) filter (where outcome = 'ignored') as ignored,
        count(*) filter (where outcome = 'rejected') as rejected
    from {{ ref('int_cell_outcomes') }}
    group by source_file

    union all

    select
        source_file,
        cast(null as string) as series_listed,
        {{ joined_texts("nullif(unit_text, '')") }} as units_listed,
        count(distinct nullif(region_code, 'ignore')) as regions_found,
        min(year) as first_year_found,
        max(year) as last_year_found,
        sum(row_count) as cells,
        sum(case when outcome = 'kept' then row_count - missing_count - bad_value_count else 0 end) as kept,
        sum(case outcome when 'ignored' then row_count - bad_value_count when 'kept' then missing_count end)
            as ignored,
        sum(case outcome when 'rejected' then row_count else bad_value_count end) as rejected
    from {{ ref('int_export_outcomes') }}
    group by source_file

)

select
    files.source_file,
    files.sha256,
    files.size_bytes,
    files.shape,
    files.encoding,
    files.status,
    files.reason,
    files.message_en,
    files.message_zh,
    files.cell_count,
    coalesce(counted.series_listed, '') as series_listed,
    coalesce(counted.units_listed, '') as units_listed,
    cast(coalesce(counted.regions_found, 0) as bigint) as regions_found,
    counted.first_year_found,
    counted.last_year_found,
    cast(coalesce(counted.cells, 0) as bigint) as cells,
    cast(coalesce(counted.kept, 0) as bigint) as kept,
    cast(coalesce(counted.ignored, 0) as bigint) as ignored,
    cast(coalesce(counted.rejected, 0) as bigint) as rejected
from files
left join counted
    on files.source_file = counted.source_file
