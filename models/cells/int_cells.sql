-- Every data cell with its region, year, indicator and number, or the reason why it has none. The reason
-- depends on the cell alone; what depends on other cells (window, priority, duplicates) is decided later.
-- Grain: one row per file, sheet and cell.

with raw_cells as (

    select
        *,
        {{ without_footnote('number_key') }} as number_text
    from {{ ref('stg_raw_cells') }}

),

read_numbers as (

    select
        *,
        -- A mark may have a footnote, like a number: …①.
        coalesce(
            {{ missing_mark('value_key') }},
            {{ missing_mark("nullif(" ~ without_footnote('value_key') ~ ", '')") }}
        ) as mark,
        coalesce({{ to_year('year_key') }}, {{ year_of_date('year_key') }}) as year,
        right(number_text, 1) = '%' as is_percent,
        -- 1e309 does not fit into a double.
        nullif(
            nullif({{ to_number(without_percent('number_text')) }}, cast('infinity' as double)),
            cast('-infinity' as double)
        ) as number
    from raw_cells

),

named as (

    select
        read_numbers.*,
        region_names.region_code,
        region_names.in_sample,
        region_names.is_ignored,
        series.indicator_id,
        series.multiplier,
        series.priority,
        series.mapping
    from read_numbers
    inner join {{ ref('int_series') }} as series
        on
            read_numbers.source_file = series.source_file
            and read_numbers.series_key = series.series_key
            and read_numbers.unit_key = series.unit_key
    left join {{ ref('int_region_names') }} as region_names
        on read_numbers.region_key = region_names.region_key

)

select
    source_file,
    sheet,
    cell,
    row_number,
    column_number,
    series_text,
    unit_text,
    region_text,
    year_text,
    value_text,
    note_text,
    region_code,
    year,
    indicator_id,
    priority,
    -- 45.3% is 45.3 where the unit is percent, and 0.453 where it is not.
    number * multiplier / case when is_percent and unit_key <> '%' then 100 else 1 end as value,
    number is not null and number_text <> number_key as has_footnote,
    case
        when region_key = '' and mark = 'empty_cell' then mark
        when region_key = '' and year_key = '' then 'outside_table'
        when mapping = 'unmapped' then 'series_not_mapped'
        when mapping = 'not_wanted' then 'series_not_wanted'
        when mapping = 'unit_mismatch' then 'unit_mismatch'
        when region_key = '' then 'no_region'
        when region_code is null then 'unknown_region'
        when is_ignored then 'not_a_region'
        when not in_sample then 'outside_sample'
        when year is null then 'unreadable_year'
        when mark is not null then mark
        when number is null then 'unreadable_number'
    end as reason
from named
