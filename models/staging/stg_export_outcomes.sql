-- How every group of export records ends: kept, ignored with a known reason, or rejected with a reason.
-- Values are turned into US dollars, the default where no unit is printed.
-- Grain: one row per file and printed region, industry, year, month and unit.

with groups_read as (

    select
        *,
        {{ to_year(fold_text('year_text')) }} as year,
        {{ to_month(fold_text('month_text')) }} as month,
        {{ fold_text('region_text') }} as region_key,
        {{ fold_text('unit_text') }} as unit_key
    from {{ ref('stg_export_groups') }}

),

units as (

    select
        {{ fold_text('unit') }} as unit_key,
        currency,
        multiplier
    from {{ ref('export_units') }}

),

named as (

    select
        groups_read.*,
        region_names.region_code,
        region_names.in_sample,
        region_names.is_ignored as region_is_ignored,
        industries.industry_code,
        industries.is_ignored as industry_is_ignored,
        case
            when groups_read.unit_key = '' and settings.export_value_unit = 'USD' then 1.0
            when groups_read.unit_key = '' then 1.0 / nullif(exchange_rates.cny_per_usd, 0)
            when units.currency = 'usd' then units.multiplier
            when units.currency = 'cny' then units.multiplier / nullif(exchange_rates.cny_per_usd, 0)
        end as usd_per_unit,
        settings.first_year,
        settings.last_year
    from groups_read
    cross join {{ ref('stg_settings') }} as settings
    left join {{ ref('stg_region_names') }} as region_names
        on groups_read.region_key = region_names.region_key
    left join {{ ref('stg_export_industries') }} as industries
        on groups_read.industry_text = industries.industry_text
    left join units
        on groups_read.unit_key = units.unit_key
    left join {{ ref('exchange_rates') }} as exchange_rates
        on groups_read.year = exchange_rates.year

),

judged as (

    select
        *,
        case
            when region_code is null then 'unknown_region'
            when region_is_ignored then 'not_a_region'
            when industry_code is null then 'unknown_industry'
            when industry_is_ignored then 'not_an_industry'
            when year is null then 'unreadable_year'
            when month is null and month_text <> '' then 'unreadable_month'
            when usd_per_unit is null then 'unit_mismatch'
            when not in_sample then 'outside_sample'
            when year not between first_year and last_year then 'outside_window'
            else ''
        end as reason
    from named

)

select
    source_file,
    region_text,
    industry_text,
    year_text,
    month_text,
    unit_text,
    region_code,
    industry_code,
    year,
    month,
    row_count,
    unreadable_count + negative_count as bad_value_count,
    bad_example,
    value * usd_per_unit as export_value_usd,
    reason,
    case
        when reason = '' then 'kept'
        when reason in (
            'unknown_region', 'unknown_industry', 'unreadable_year', 'unreadable_month', 'unit_mismatch'
        ) then 'rejected'
        else 'ignored'
    end as outcome
from judged
