-- Every data cell as printed, with folded texts for comparing names, units and marks and for reading numbers.
-- Grain: one row per file, sheet and cell.

with landed as (

    select *
    from {{ source('landing', 'raw_cells') }}

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
    {{ name_key('series_text') }} as series_key,
    {{ fold_text('unit_text') }} as unit_key,
    {{ region_key('region_text') }} as region_key,
    {{ name_key('year_text') }} as year_key,
    {{ fold_text('value_text') }} as value_key,
    {{ fold_number('value_text') }} as number_key
from landed
