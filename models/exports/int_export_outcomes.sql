-- The outcome of export records: kept, ignored with a known reason, or rejected with a reason. Products are
-- summed to industries first, and only these sums are processed further; a product's own text is kept only if
-- it was not understood, had a bad value, or is nested in others. relative_text is a finer code contained in
-- a nested one, or the chapter of an unknown HS code. Rows without industry, product and value are not
-- records.
-- Grain: one row per file, printed region, year, month and unit, industry, text to report, and reason.

with contents as (

    select distinct
        content_id,
        coding
    from {{ ref('stg_export_files') }}

),

understood as (

    select
        export_groups.content_id,
        export_groups.region_text,
        export_groups.year_text,
        export_groups.month_text,
        export_groups.unit_text,
        export_groups.months,
        export_groups.row_count,
        export_groups.missing_count,
        export_groups.bad_value_count,
        export_groups.bad_example,
        export_groups.value,
        products.industry_code,
        case
            when products.reason = 'unknown_hs_code' then substring(products.first_code, 3, 2)
            else levels.relative_text
        end as relative_text,
        case
            when export_groups.industry_text = '' and export_groups.missing_count = export_groups.row_count
                then 'no_record'
            when levels.reason is not null then levels.reason
            else products.reason
        end as text_reason,
        case
            when
                products.industry_code is null
                or export_groups.bad_value_count > 0
                or levels.reason = 'levels_nested'
                then export_groups.industry_text
            else ''
        end as industry_shown
    from {{ ref('int_export_groups') }} as export_groups
    inner join contents
        on export_groups.content_id = contents.content_id
    inner join {{ ref('int_export_products') }} as products
        on
            contents.coding = products.coding
            and export_groups.industry_text = products.industry_text
    left join {{ ref('int_export_levels') }} as levels
        on
            export_groups.content_id = levels.content_id
            and export_groups.region_text = levels.region_text
            and export_groups.industry_text = levels.industry_text
            and export_groups.year_text = levels.year_text
            and export_groups.month_text = levels.month_text
            and export_groups.unit_text = levels.unit_text

),

industry_groups as (

    select
        content_id,
        region_text,
        industry_code,
        industry_shown,
        text_reason,
        year_text,
        month_text,
        unit_text,
        bit_or(months) as months,
        sum(row_count) as row_count,
        sum(missing_count) as missing_count,
        sum(bad_value_count) as bad_value_count,
        min(bad_example) as bad_example,
        min(relative_text) as relative_text,
        sum(value) as value
    from understood
    group by
        content_id, region_text, industry_code, industry_shown, text_reason, year_text, month_text, unit_text

),

judged as (

    select
        files.source_file,
        industry_groups.*,
        places.region_code,
        places.year,
        places.usd_per_unit,
        coalesce(industry_groups.months, {{ month_bit('places.month') }}) as months_covered,
        case
            when industry_groups.text_reason = 'no_record' then 'no_record'
            when places.reason in ('unknown_region', 'not_a_region') then places.reason
            when industry_groups.text_reason <> '' then industry_groups.text_reason
            when industry_groups.industry_code = 'ignore' then 'not_an_industry'
            else places.reason
        end as reason
    from industry_groups
    inner join {{ ref('stg_export_files') }} as files
        on industry_groups.content_id = files.content_id
    inner join {{ ref('int_export_places') }} as places
        on
            industry_groups.content_id = places.content_id
            and industry_groups.region_text = places.region_text
            and industry_groups.year_text = places.year_text
            and industry_groups.month_text = places.month_text
            and industry_groups.unit_text = places.unit_text

)

select
    judged.source_file,
    judged.region_text,
    judged.industry_shown as industry_text,
    judged.year_text,
    judged.month_text,
    judged.unit_text,
    judged.region_code,
    judged.industry_code,
    judged.year,
    judged.months_covered as months,
    cast(judged.row_count as bigint) as row_count,
    cast(judged.missing_count as bigint) as missing_count,
    cast(judged.bad_value_count as bigint) as bad_value_count,
    judged.bad_example,
    judged.relative_text,
    judged.usd_per_unit,
    judged.value * judged.usd_per_unit as export_value_usd,
    judged.reason,
    case when judged.reason = '' then 'kept' else reasons.outcome end as outcome
from judged
left join {{ ref('cell_reasons') }} as reasons
    on judged.reason = reasons.reason
