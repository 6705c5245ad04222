-- noqa: disable=RF06
-- Export records summed over everything but file, region, industry or product, year, month and unit, as
-- printed.
-- DuckDB reads the files itself; the zero-row file that ends their list gives every accepted header.
-- Rows whose value is no number, or negative, are counted in the same pass and leave the sum.
-- Grain: one row per file and printed region, industry, year, month and unit.

with records as (

    select
        filename as read_path,
        coalesce(region, province, "地区", "省份", "省", "省市", region_code, "地区代码", '') as region_text,
        coalesce(
            industry, industry_code, "行业", "行业代码", "行业名称",
            product, product_code, hs, hs_code, hs8, hs6, "商品", "商品编码", "产品", ''
        ) as industry_text,
        coalesce(year, "年份", "年", substring(trim(coalesce(date, "日期")), 1, 4), '') as year_text,
        coalesce(month, "月份", "月", {{ month_of_date('coalesce(date, "日期")') }}, '') as month_text,
        coalesce(unit, "单位", '') as unit_text,
        coalesce(
            value, export_value, "出口额", "金额", "出口金额", "出口值", "贸易额", ''
        ) as value_text
    from {{ export_csv_records() }}

),

folded as (

    select
        *,
        {{ fold_number('value_text') }} as value_key
    from records

),

read_numbers as (

    select
        *,
        {{ to_number('value_key') }} as number
    from folded

)

select
    files.source_file,
    read_numbers.region_text,
    read_numbers.industry_text,
    read_numbers.year_text,
    read_numbers.month_text,
    read_numbers.unit_text,
    count(*) as row_count,
    count(*) filter (where read_numbers.number is null) as unreadable_count,
    count(*) filter (where read_numbers.number < 0) as negative_count,
    min(read_numbers.value_text) filter (where read_numbers.number is null or read_numbers.number < 0)
        as bad_example,
    sum(case when read_numbers.number >= 0 then read_numbers.number end) as value
from read_numbers
inner join {{ ref('stg_export_files') }} as files
    on read_numbers.read_path = files.read_path
group by
    files.source_file,
    read_numbers.region_text,
    read_numbers.industry_text,
    read_numbers.year_text,
    read_numbers.month_text,
    read_numbers.unit_text
