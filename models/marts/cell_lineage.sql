-- Traces a value to the cells it was printed in: file, sheet and cell, with the text as printed.
-- An interpolated value has two rows, one for each of the reports it lies between.
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

    -- A value in yuan may have been printed in dollars: its cell is that of the reported value.
    select
        reported.region_code,
        reported.year,
        reported.indicator_id,
        outcomes.source_file,
        outcomes.sheet,
        outcomes.cell,
        outcomes.series_text,
        outcomes.unit_text,
        outcomes.value_text,
        outcomes.note_text
    from {{ ref('int_reported_values') }} as reported
    inner join {{ ref('int_cell_outcomes') }} as outcomes
        on
            reported.source_file = outcomes.source_file
            and reported.sheet = outcomes.sheet
            and reported.cell = outcomes.cell

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
