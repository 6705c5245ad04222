-- Every data cell that could not be used, with its place and the reason. Export records are counted by their
-- printed texts, because one mistake can affect thousands of rows.
-- Grain: one row per rejected cell, or per group of rejected export records.

select
    source_file,
    sheet,
    cell,
    series_text as series,
    region_text as region,
    year_text as year,
    value_text,
    unit_text as unit,
    reason,
    cast(1 as bigint) as cell_count
from {{ ref('int_cell_outcomes') }}
where outcome = 'rejected'

union all

select
    source_file,
    '' as sheet,
    '' as cell,
    industry_text as series,
    region_text as region,
    year_text as year,
    bad_example as value_text,
    unit_text as unit,
    case when outcome = 'rejected' then reason else 'unreadable_number' end as reason,
    case when outcome = 'rejected' then row_count else bad_value_count end as cell_count
from {{ ref('int_export_outcomes') }}
where
    outcome = 'rejected'
    or bad_value_count > 0
