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
    case printed.variable
        when 'ln_tsi' then variables.ln_tsi
        when 'ln_tsi_labour' then variables.ln_tsi_labour
        when 'ln_tsi_capital' then variables.ln_tsi_capital
        when 'ln_tsi_technology' then variables.ln_tsi_technology
        when 'dig' then variables.dig
        when 'hum' then variables.hum
        when 'upd' then variables.upd
        when 'cre' then variables.cre
        when 'lnpgdp' then variables.lnpgdp
        when 'lnfcl' then variables.lnfcl
        when 'open' then variables.openness
        when 'lnsci' then variables.lnsci
    end as value
from {{ ref('int_printed_descriptives') }} as printed
cross join {{ ref('int_panel_variables') }} as variables
cross join simulated
where simulated.n_files = 0
