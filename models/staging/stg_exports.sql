-- Exports of each region by product and year, in US dollars: the sums of stg_export_groups whose place, time
-- and unit were kept in stg_export_outcomes, under the product that stg_export_products takes their text for.
-- n_months counts the months that monthly records cover anywhere in that year; it is null for yearly
-- records.
-- Grain: one row per region, industry, product and year with exports.

with outcomes as (

    select *
    from {{ ref('stg_export_outcomes') }}
    where outcome = 'kept'

),

kept as (

    select distinct
        source_file,
        region_text,
        year_text,
        month_text,
        unit_text,
        region_code,
        year,
        usd_per_unit
    from outcomes

),

months_covered as (

    select
        year,
        bit_count(bit_or(months)) as n_months,
        count(*) filter (where months is null and row_count > bad_value_count) as n_yearly
    from outcomes
    group by year

),

products as (

    select
        kept.region_code,
        products.industry_code,
        products.product_code,
        kept.year,
        sum(export_groups.value * kept.usd_per_unit) as export_value_usd
    from {{ ref('stg_export_groups') }} as export_groups
    inner join {{ ref('stg_export_files') }} as files
        on export_groups.content_id = files.content_id
    inner join {{ ref('stg_export_products') }} as products
        on
            files.coding = products.coding
            and export_groups.industry_text = products.industry_text
            and products.product_code is not null
    inner join kept
        on
            files.source_file = kept.source_file
            and export_groups.region_text = kept.region_text
            and export_groups.year_text = kept.year_text
            and export_groups.month_text = kept.month_text
            and export_groups.unit_text = kept.unit_text
    group by kept.region_code, products.industry_code, products.product_code, kept.year

)

select
    products.region_code,
    products.industry_code,
    products.product_code,
    products.year,
    products.export_value_usd,
    case when months_covered.n_yearly = 0 then cast(months_covered.n_months as bigint) end as n_months
from products
inner join months_covered
    on products.year = months_covered.year
