-- How export records end: kept, ignored with a known reason, or rejected with a reason.
-- Printed texts are understood once each, not once a record; products are summed to industries here, and a
-- product's own text stays only where it is what was not understood or had a bad value.
-- Values are turned into US dollars, the default where no unit is printed.
-- Grain: one row per file, printed region, year, month and unit, industry and text left to tell.

with export_groups as (

    select *
    from {{ ref('stg_export_groups') }}

),

regions_printed as (

    select distinct region_text
    from export_groups

),

years_printed as (

    select distinct year_text
    from export_groups

),

months_printed as (

    select distinct month_text
    from export_groups

),

units_printed as (

    select distinct unit_text
    from export_groups

),

regions_read as (

    select
        regions_printed.region_text,
        region_names.region_code,
        region_names.in_sample,
        region_names.is_ignored
    from regions_printed
    left join {{ ref('stg_region_names') }} as region_names
        on {{ fold_text('regions_printed.region_text') }} = region_names.region_key

),

years_read as (

    select
        year_text,
        {{ to_year(fold_text('year_text')) }} as year
    from years_printed

),

months_read as (

    select
        month_text,
        {{ to_month(fold_text('month_text')) }} as month
    from months_printed

),

units_read as (

    select
        units_printed.unit_text,
        units_printed.unit_text = '' as is_blank,
        export_units.currency,
        export_units.multiplier
    from units_printed
    left join {{ ref('export_units') }} as export_units
        on {{ fold_text('units_printed.unit_text') }} = {{ fold_text('export_units.unit') }}

),

named as (

    select
        files.source_file,
        export_groups.region_text,
        export_groups.industry_text,
        export_groups.year_text,
        export_groups.month_text,
        export_groups.unit_text,
        export_groups.row_count,
        export_groups.bad_value_count,
        export_groups.bad_example,
        export_groups.value,
        regions_read.region_code,
        regions_read.in_sample,
        regions_read.is_ignored as region_is_ignored,
        industries.industry_code,
        industries.is_ignored as industry_is_ignored,
        years_read.year,
        months_read.month,
        coalesce(export_groups.months, {{ month_bit('months_read.month') }}) as months,
        case
            when units_read.is_blank and settings.export_value_unit = 'USD' then 1.0
            when units_read.is_blank then 1.0 / nullif(exchange_rates.cny_per_usd, 0)
            when units_read.currency = 'usd' then units_read.multiplier
            when units_read.currency = 'cny'
                then units_read.multiplier / nullif(exchange_rates.cny_per_usd, 0)
        end as usd_per_unit,
        settings.first_year,
        settings.last_year
    from export_groups
    cross join {{ ref('stg_settings') }} as settings
    inner join {{ ref('stg_export_files') }} as files
        on export_groups.content_id = files.content_id
    inner join regions_read
        on export_groups.region_text = regions_read.region_text
    inner join {{ ref('stg_export_industries') }} as industries
        on export_groups.industry_text = industries.industry_text
    inner join years_read
        on export_groups.year_text = years_read.year_text
    inner join months_read
        on export_groups.month_text = months_read.month_text
    inner join units_read
        on export_groups.unit_text = units_read.unit_text
    left join {{ ref('exchange_rates') }} as exchange_rates
        on years_read.year = exchange_rates.year

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

),

told as (

    select
        *,
        case when reason = 'unknown_industry' or bad_value_count > 0 then industry_text else '' end
            as industry_told
    from judged

)

select
    source_file,
    region_text,
    industry_told as industry_text,
    year_text,
    month_text,
    unit_text,
    region_code,
    industry_code,
    year,
    bit_or(months) as months,
    cast(sum(row_count) as bigint) as row_count,
    cast(sum(bad_value_count) as bigint) as bad_value_count,
    min(bad_example) as bad_example,
    sum(value * usd_per_unit) as export_value_usd,
    reason,
    case
        when reason = '' then 'kept'
        when reason in (
            'unknown_region', 'unknown_industry', 'unreadable_year', 'unreadable_month', 'unit_mismatch'
        ) then 'rejected'
        else 'ignored'
    end as outcome
from told
group by
    source_file,
    region_text,
    industry_told,
    year_text,
    month_text,
    unit_text,
    region_code,
    industry_code,
    year,
    reason
