-- Export records summed by content, region, industry or product, year and unit, as printed. One pass over the
-- files: values that are not numbers, negative or infinite, or without a month, are counted and left out of
-- the sum; marks of missing values are counted separately. Only contents not summed yet are read; sums of
-- removed files are deleted.
-- Grain: one row per content and printed region, industry, year, month (text) or none (typed) and unit.
-- depends_on: {{ ref('stg_export_files') }}

{{ config(
    incremental_strategy='append',
    pre_hook=[
        "{% if is_incremental() %}delete from {{ this }}
            where content_id not in (select content_id from {{ ref('stg_export_files') }} where status = 'read'){% endif %}",
        "{{ select_unread_exports('typed', this, ref('stg_export_files'), is_incremental()) }}",
        "{{ select_unread_exports('text', this, ref('stg_export_files'), is_incremental()) }}"
    ]
) }}

with typed_records as (

    select
        content_id,
        region_text,
        industry_text,
        year,
        unit_text,
        month,
        value,
        case
            when
                value >= 0
                and value < cast('infinity' as double)
                and coalesce(month between 1 and 12, true)
                then value
        end as good_value
    from {{ export_records('typed') }}

),

typed_groups as (

    select
        content_id,
        region_text,
        industry_text,
        year,
        unit_text,
        bit_or(case when month between 1 and 12 then {{ month_bit('month') }} end) as months,
        count(*) as row_count,
        count(good_value) as good_count,
        count(*) filter (where value is null or isnan(value)) as missing_count,
        min(value) as smallest,
        sum(good_value) as value
    from typed_records
    group by content_id, region_text, industry_text, year, unit_text

),

text_records as (

    select
        content_id,
        coalesce(region_text, '') as region_text,
        coalesce(industry_text, '') as industry_text,
        coalesce(year_text, substring(trim(date_text), 1, 4), '') as year_text,
        coalesce(month_text, {{ month_of_date('date_text') }}, '') as month_text,
        coalesce(unit_text, '') as unit_text,
        coalesce(value_text, '') as value_text,
        case
            when {{ matches_pattern('value_text', '^[0-9]+([.][0-9]+)?$') }} then cast(value_text as double)
            else {{ to_number(fold_number('value_text')) }}
        end as number
    from {{ export_records('text') }}

),

text_read as (

    select
        *,
        number >= 0 and number < cast('infinity' as double) as is_good,
        -- A mark may have a footnote, like a number: …①. Excel's errors are not marks of a missing value.
        number is null and coalesce(nullif(
            coalesce(
                {{ missing_mark(fold_text('value_text')) }},
                {{ missing_mark("nullif(" ~ without_footnote(fold_number('value_text')) ~ ", '')") }}
            ), 'error_cell'
        ), '') <> '' as is_missing
    from text_records

),

text_groups as (

    select
        content_id,
        region_text,
        industry_text,
        year_text,
        month_text,
        unit_text,
        count(*) as row_count,
        count(*) filter (where is_good) as good_count,
        count(*) filter (where is_missing) as missing_count,
        min(value_text) filter (where not is_missing and not coalesce(is_good, false)) as bad_example,
        sum(number) filter (where is_good) as value
    from text_read
    group by content_id, region_text, industry_text, year_text, month_text, unit_text

)

select
    content_id,
    coalesce(region_text, '') as region_text,
    coalesce(industry_text, '') as industry_text,
    coalesce(cast(year as string), '') as year_text,
    '' as month_text,
    coalesce(unit_text, '') as unit_text,
    months,
    row_count,
    missing_count,
    row_count - good_count - missing_count as bad_value_count,
    case when smallest < 0 then {{ shortest_text('smallest') }} end as bad_example,
    value
from typed_groups

union all

select
    content_id,
    region_text,
    industry_text,
    year_text,
    month_text,
    unit_text,
    cast(null as integer) as months,
    row_count,
    missing_count,
    row_count - good_count - missing_count as bad_value_count,
    bad_example,
    value
from text_groups
