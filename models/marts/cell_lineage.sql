-- From a value back to the cells it was printed in: file, sheet and cell, with the text as printed.
-- An interpolated value has two rows, one per report it lies between.
-- Grain: one row per region, year, indicator and reported year behind its value.

with filled as (

    select
        region_code,
        year,
        indicator_id,
        value,
        fill_method,
        year_before,
        year_after
    from {{ ref('int_filled_values') }}

),

cells as (

    select
        region_code,
        year,
        indicator_id,
        source_file,
        sheet,
        cell,
        series_text,
        unit_text,
        value_text,
        note_text
    from {{ ref('stg_cell_outcomes') }}
    where outcome = 'kept'

)

select
    filled.region_code,
    filled.year,
    filled.indicator_id,
    filled.value,
    filled.fill_method,
    cells.year as reported_year,
    cells.source_file,
    cells.sheet,
    cells.cell,
    cells.series_text,
    cells.unit_text,
    cells.value_text,
    cells.note_text
from filled
inner join cells
    on
        filled.region_code = cells.region_code
        and filled.indicator_id = cells.indicator_id
        and (filled.year_before = cells.year or filled.year_after = cells.year)
