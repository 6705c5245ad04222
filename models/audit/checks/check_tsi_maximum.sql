{{ config(meta={'values': [
    'printed', 'printed_cny_text', 'year', 'bound_cny_text', 'bound_text', 'first_exceeded_year',
    'n_years', 'window_text'
]}) }}
-- Is the largest printed TSI possible? It cannot be less than the largest yearly mean of GDP per capita.
-- Grain: one row; none for simulated data, or where no TSI is printed.

with compared as (

    select
        printed.printed_maximum as ln_maximum,
        max(case when means.place = 1 then means.year end) as year,
        max(means.mean_gdp_per_capita_cny) as bound,
        min(case when means.mean_gdp_per_capita_cny > exp(printed.printed_maximum) then means.year end)
            as first_exceeded_year,
        sum(case when means.mean_gdp_per_capita_cny > exp(printed.printed_maximum) then 1 else 0 end)
            as n_years
    from {{ ref('int_mean_gdp') }} as means
    inner join {{ ref('int_printed_descriptives') }} as printed
        on
            printed.variable = 'ln_tsi'
            and printed.printed_maximum is not null
    group by printed.printed_maximum

),

worded as (

    select
        compared.*,
        {{ number_text('compared.ln_maximum', 4) }} as printed,
        {{ number_text('exp(compared.ln_maximum)', 0) }} as printed_cny_text,
        {{ number_text('ln(compared.bound)', 4) }} as bound_text,
        {{ number_text('compared.bound', 0) }} as bound_cny_text,
        case when compared.n_years = 0 then 'consistent' else 'inconsistent' end as verdict,
        cast(settings.first_year as string) || '-' || cast(settings.last_year as string) as window_text
    from compared
    cross join {{ ref('stg_settings') }} as settings

)

select
    '2' as study_table,
    cast(null as integer) as column_no,
    'ln_tsi' as term,
    printed,
    '>= ' || bound_text as expected,
    verdict,
    verdict as parts,
    printed_cny_text,
    year,
    bound_cny_text,
    bound_text,
    first_exceeded_year,
    n_years,
    window_text
from worded
