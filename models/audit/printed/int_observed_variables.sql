-- The printed variables in real data; simulated data say nothing about a printed table.
-- Grain: one row per printed variable, region and year; none for simulated data.

with simulated as (

    select count(*) as n_files
    from {{ ref('stg_raw_files') }}
    where source_file = 'SIMULATED'

)

select
    printed.variable,
    printed.printed_n,
    printed.printed_maximum,
    printed.printed_minimum,
    printed.printed_std_dev,
    variables.region_code,
    variables.year,
    {{ value_of_variable('printed.variable', 'variables') }} as value
from {{ ref('int_printed_descriptives') }} as printed
cross join {{ ref('int_panel_variables') }} as variables
cross join simulated
where simulated.n_files = 0
