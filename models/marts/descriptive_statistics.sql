-- The paper's Table 2: size, mean, spread and range of each variable of the panel; the
-- standard deviation is that of the sample.
-- Grain: one row per variable.

with variables as (

    select variable
    from (
        values
        ('ln_tsi'), ('ln_tsi_labour'), ('ln_tsi_capital'), ('ln_tsi_technology'),
        ('dig'), ('dig_pca'), ('hum'), ('upd'),
        ('cre'), ('lnpgdp'), ('lnfcl'), ('open'),
        ('lnsci')
    ) as listed (variable)

),

observed as (

    select
        variables.variable,
        case variables.variable
            when 'ln_tsi' then panel.ln_tsi
            when 'ln_tsi_labour' then panel.ln_tsi_labour
            when 'ln_tsi_capital' then panel.ln_tsi_capital
            when 'ln_tsi_technology' then panel.ln_tsi_technology
            when 'dig' then panel.dig
            when 'dig_pca' then panel.dig_pca
            when 'hum' then panel.hum
            when 'upd' then panel.upd
            when 'cre' then panel.cre
            when 'lnpgdp' then panel.lnpgdp
            when 'lnfcl' then panel.lnfcl
            when 'open' then panel.open
            when 'lnsci' then panel.lnsci
        end as value
    from {{ ref('study_panel') }} as panel
    cross join variables

)

select
    variable,
    count(value) as n,
    avg(value) as mean,
    stddev_samp(value) as std_dev,
    min(value) as minimum,
    max(value) as maximum
from observed
group by variable
