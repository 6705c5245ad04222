-- Exports of each region by product and year, in US dollars: the sums of int_export_groups whose place, time
-- and unit were kept in int_export_outcomes, under the product found in int_export_products, without those
-- excluded by int_export_levels. Only years whose inputs have changed are summed again
-- (int_export_years.made_from).
-- Grain: one row per region, industry, product and year with exports.

{{ config(
    incremental_strategy='append',
    pre_hook="{% if is_incremental() %}delete from {{ this }}
        where made_from not in (select made_from from {{ ref('int_export_years') }}){% endif %}"
) }}

with years as (

    select
        found.year,
        found.n_months,
        found.made_from
    from {{ ref('int_export_years') }} as found
    {% if is_incremental() -%}
        where found.made_from not in (select already.made_from from {{ this }} as already)
    {%- endif %}

),

kept as (

    select distinct
        outcomes.source_file,
        outcomes.region_text,
        outcomes.year_text,
        outcomes.month_text,
        outcomes.unit_text,
        outcomes.region_code,
        outcomes.year,
        outcomes.usd_per_unit
    from {{ ref('int_export_outcomes') }} as outcomes
    inner join years
        on outcomes.year = years.year
    where outcomes.outcome = 'kept'

),

products as (

    select
        kept.region_code,
        products.industry_code,
        products.product_code,
        kept.year,
        sum(export_groups.value * kept.usd_per_unit) as export_value_usd
    from {{ ref('int_export_groups') }} as export_groups
    inner join {{ ref('stg_export_files') }} as files
        on export_groups.content_id = files.content_id
    inner join {{ ref('int_export_products') }} as products
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
    left join {{ ref('int_export_levels') }} as levels
        on
            export_groups.content_id = levels.content_id
            and export_groups.region_text = levels.region_text
            and export_groups.industry_text = levels.industry_text
            and export_groups.year_text = levels.year_text
            and export_groups.month_text = levels.month_text
            and export_groups.unit_text = levels.unit_text
    where levels.reason is null
    group by kept.region_code, products.industry_code, products.product_code, kept.year

)

select
    products.region_code,
    products.industry_code,
    products.product_code,
    products.year,
    products.export_value_usd,
    years.n_months,
    years.made_from
from products
inner join years
    on products.year = years.year
