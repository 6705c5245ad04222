{{ config(meta={'values': [
    'printed', 'region_zh', 'region_en', 'year', 'value_text', 'n_exceeding',
    'first_exceeding_year', 'last_exceeding_year', 'largest_text'
]}) }}
-- Where the printed maximum is found in the data, and how many values in the stated window exceed it.
-- Grain: one row per printed variable that is complete in real data.

with observed as (

    select
        observed.*,
        stated.fits_somewhere,
        observed.value > observed.printed_maximum + 0.05 * observed.printed_std_dev as exceeds,
        row_number() over (
            partition by observed.variable
            order by abs(observed.value - observed.printed_maximum), observed.year, observed.region_code
        ) as place
    from {{ ref('int_observed_variables') }} as observed
    inner join {{ ref('int_fitting_windows') }} as stated
        on observed.variable = stated.variable
    where
        stated.is_stated
        and observed.value is not null

),

compared as (

    select
        variable,
        fits_somewhere,
        {{ number_text('max(printed_maximum)', 4) }} as printed,
        max(case when place = 1 then region_code end) as region_code,
        max(case when place = 1 then year end) as year,
        {{ number_text('max(case when place = 1 then value end)', 4) }} as value_text,
        nullif(sum(case when exceeds then 1 else 0 end), 0) as n_exceeding,
        min(case when exceeds then year end) as first_exceeding_year,
        max(case when exceeds then year end) as last_exceeding_year,
        {{ number_text('max(case when exceeds then value end)', 4) }} as largest_text
    from observed
    group by variable, fits_somewhere

)

select
    '2' as study_table,
    cast(null as integer) as column_no,
    compared.variable as term,
    compared.printed,
    coalesce(compared.largest_text, compared.value_text) as expected,
    case
        when compared.n_exceeding is null then 'consistent'
        when compared.fits_somewhere = 1 then 'suspect'
        else 'borderline'
    end as verdict,
    case when compared.n_exceeding is null then 'opening nothing_larger' else 'opening larger' end
    || case when compared.fits_somewhere = 1 then '' else ' another_vintage' end as parts,
    coalesce(regions.name_zh, compared.region_code) as region_zh,
    coalesce(regions.name_en, compared.region_code) as region_en,
    compared.year,
    compared.value_text,
    compared.n_exceeding,
    compared.first_exceeding_year,
    compared.last_exceeding_year,
    compared.largest_text
from compared
left join {{ ref('regions') }} as regions
    on compared.region_code = regions.region_code
