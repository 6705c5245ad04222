-- Exports of each region by industry and year, in US dollars.
-- n_months counts the months that monthly records cover anywhere in that year; it is null for yearly
-- records.
-- Grain: one row per region, industry and year with exports.

with kept as (

    select
        region_code,
        industry_code,
        year,
        months,
        row_count,
        bad_value_count,
        export_value_usd
    from {{ ref('stg_export_outcomes') }}
    where outcome = 'kept'

),

months_covered as (

    select
        year,
        bit_count(bit_or(months)) as n_months,
        count(*) filter (where months is null and row_count > bad_value_count) as n_yearly
    from kept
    group by year

)

select
    kept.region_code,
    kept.industry_code,
    kept.year,
    sum(kept.export_value_usd) as export_value_usd,
    max(case when months_covered.n_yearly = 0 then cast(months_covered.n_months as bigint) end) as n_months
from kept
inner join months_covered
    on kept.year = months_covered.year
group by kept.region_code, kept.industry_code, kept.year
