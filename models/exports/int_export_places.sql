-- The region, time and unit of each printed combination in export records, each text parsed once, and the
-- reason why records of that place and time do not count; '' if they may. Values are converted to US dollars,
-- the default if no unit is printed.
-- Grain: one row per content and printed region, year, month and unit.

with printed as (

    select distinct
        content_id,
        region_text,
        year_text,
        month_text,
        unit_text
    from {{ ref('int_export_groups') }}

),

regions_read as (

    select
        region_text,
        {{ region_key('region_text') }} as region_key
    from printed
    group by region_text

),

years_read as (

    select
        year_text,
        {{ to_year(fold_text('year_text')) }} as year
    from printed
    group by year_text

),

months_read as (

    select
        month_text,
        {{ to_month(fold_text('month_text')) }} as month
    from printed
    group by month_text

),

units_read as (

    select
        unit_text,
        {{ fold_text('unit_text') }} as unit_key
    from printed
    group by unit_text

),

units_known as (

    select
        {{ fold_text('unit') }} as unit_key,
        currency,
        multiplier
    from {{ ref('export_units') }}

),

named as (

    select
        printed.content_id,
        printed.region_text,
        printed.year_text,
        printed.month_text,
        printed.unit_text,
        regions.region_code,
        regions.in_sample,
        regions.is_ignored as region_is_ignored,
        years_read.year,
        months_read.month,
        case
            when printed.unit_text = '' and settings.export_value_unit = 'USD' then 1.0
            when printed.unit_text = '' then 1.0 / nullif(exchange_rates.cny_per_usd, 0)
            when units.currency = 'usd' then units.multiplier
            when units.currency = 'cny' then units.multiplier / nullif(exchange_rates.cny_per_usd, 0)
        end as usd_per_unit,
        settings.first_year,
        settings.last_year
    from printed
    cross join {{ ref('stg_settings') }} as settings
    inner join regions_read
        on printed.region_text = regions_read.region_text
    inner join years_read
        on printed.year_text = years_read.year_text
    inner join months_read
        on printed.month_text = months_read.month_text
    inner join units_read
        on printed.unit_text = units_read.unit_text
    left join {{ ref('int_region_names') }} as regions
        on regions_read.region_key = regions.region_key
    left join units_known as units
        on units_read.unit_key = units.unit_key
    left join {{ ref('exchange_rates') }} as exchange_rates
        on years_read.year = exchange_rates.year

)

select
    content_id,
    region_text,
    year_text,
    month_text,
    unit_text,
    region_code,
    year,
    month,
    usd_per_unit,
    case
        when region_code is null then 'unknown_region'
        when region_is_ignored then 'not_a_region'
        when year is null then 'unreadable_year'
        when month is null and month_text <> '' then 'unreadable_month'
        when usd_per_unit is null then 'unit_mismatch'
        when not in_sample then 'outside_sample'
        when year not between first_year and last_year then 'outside_window'
        else ''
    end as reason
from named
