-- How export records end: kept, ignored with a known reason, or rejected with a reason.
-- Products are summed to industries first, and only those few sums are read on; a product's own text stays
-- only where it is what was not understood or had a bad value. Each printed text is understood once.
-- Values are turned into US dollars, the default where no unit is printed.
-- Grain: one row per file, printed region, year, month and unit, industry and text left to tell.

with contents as (

    select distinct
        content_id,
        coding
    from {{ ref('stg_export_files') }}

),

understood as (

    select
        contents.coding,
        export_groups.content_id,
        export_groups.region_text,
        export_groups.year_text,
        export_groups.month_text,
        export_groups.unit_text,
        export_groups.months,
        export_groups.row_count,
        export_groups.bad_value_count,
        export_groups.bad_example,
        export_groups.value,
        products.industry_code,
        case
            when products.industry_code is null or export_groups.bad_value_count > 0
                then export_groups.industry_text
            else ''
        end as industry_told
    from {{ ref('stg_export_groups') }} as export_groups
    inner join contents
        on export_groups.content_id = contents.content_id
    inner join {{ ref('stg_export_products') }} as products
        on
            contents.coding = products.coding
            and export_groups.industry_text = products.industry_text

),

industry_groups as (

    select
        coding,
        content_id,
        region_text,
        industry_code,
        industry_told,
        year_text,
        month_text,
        unit_text,
        bit_or(months) as months,
        sum(row_count) as row_count,
        sum(bad_value_count) as bad_value_count,
        min(bad_example) as bad_example,
        sum(value) as value
    from understood
    group by
        coding,
        content_id,
        region_text,
        industry_code,
        industry_told,
        year_text,
        month_text,
        unit_text

),

regions_read as (

    select
        region_text,
        {{ region_key('region_text') }} as region_key
    from industry_groups
    group by region_text

),

years_read as (

    select
        year_text,
        {{ to_year(fold_text('year_text')) }} as year
    from industry_groups
    group by year_text

),

months_read as (

    select
        month_text,
        {{ to_month(fold_text('month_text')) }} as month
    from industry_groups
    group by month_text

),

units_read as (

    select
        unit_text,
        {{ fold_text('unit_text') }} as unit_key
    from industry_groups
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
        files.source_file,
        industry_groups.coding,
        industry_groups.region_text,
        industry_groups.industry_told,
        industry_groups.year_text,
        industry_groups.month_text,
        industry_groups.unit_text,
        industry_groups.row_count,
        industry_groups.bad_value_count,
        industry_groups.bad_example,
        industry_groups.value,
        industry_groups.industry_code,
        regions.region_code,
        regions.in_sample,
        regions.is_ignored as region_is_ignored,
        years_read.year,
        months_read.month,
        coalesce(industry_groups.months, {{ month_bit('months_read.month') }}) as months,
        case
            when industry_groups.unit_text = '' and settings.export_value_unit = 'USD' then 1.0
            when industry_groups.unit_text = '' then 1.0 / nullif(exchange_rates.cny_per_usd, 0)
            when units.currency = 'usd' then units.multiplier
            when units.currency = 'cny' then units.multiplier / nullif(exchange_rates.cny_per_usd, 0)
        end as usd_per_unit,
        settings.first_year,
        settings.last_year
    from industry_groups
    cross join {{ ref('stg_settings') }} as settings
    inner join {{ ref('stg_export_files') }} as files
        on industry_groups.content_id = files.content_id
    inner join regions_read
        on industry_groups.region_text = regions_read.region_text
    inner join years_read
        on industry_groups.year_text = years_read.year_text
    inner join months_read
        on industry_groups.month_text = months_read.month_text
    inner join units_read
        on industry_groups.unit_text = units_read.unit_text
    left join {{ ref('stg_region_names') }} as regions
        on regions_read.region_key = regions.region_key
    left join units_known as units
        on units_read.unit_key = units.unit_key
    left join {{ ref('exchange_rates') }} as exchange_rates
        on years_read.year = exchange_rates.year

),

judged as (

    select
        *,
        case
            when region_code is null then 'unknown_region'
            when region_is_ignored then 'not_a_region'
            when industry_code is null and coding = 'hs_code' then 'unknown_hs_code'
            when industry_code is null then 'unknown_industry'
            when industry_code = 'ignore' then 'not_an_industry'
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
    industry_told as industry_text,
    year_text,
    month_text,
    unit_text,
    region_code,
    industry_code,
    year,
    months,
    cast(row_count as bigint) as row_count,
    cast(bad_value_count as bigint) as bad_value_count,
    bad_example,
    usd_per_unit,
    value * usd_per_unit as export_value_usd,
    reason,
    case
        when reason = '' then 'kept'
        when reason in (
            'unknown_region', 'unknown_industry', 'unknown_hs_code', 'unreadable_year', 'unreadable_month',
            'unit_mismatch'
        ) then 'rejected'
        else 'ignored'
    end as outcome
from judged
