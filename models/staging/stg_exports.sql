-- Exports of each region by industry and year, in US dollars.
-- n_months counts the months that monthly records cover anywhere in that year; it is null for yearly
-- records.
-- Grain: one row per region, industry and year with exports.

with kept as (

    select
        region_code,
        industry_code,
        year,
        month,
        export_value_usd
    from {{ ref('stg_export_outcomes') }}
    where outcome = 'kept'

),

months as (

    select
        year,
        count(distinct month) as n_months,
        count(*) - count(month) as n_yearly
    from kept
    group by year

)

select
    kept.region_code,
    kept.industry_code,
    kept.year,
    sum(kept.export_value_usd) as export_value_usd,
    max(case when months.n_yearly = 0 then months.n_months end) as n_months
from kept
inner join months
    on kept.year = months.year
group by kept.region_code, kept.industry_code, kept.year
