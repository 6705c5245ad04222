-- Where records of one code contain those of another (int_export_pairs): the same region and year, and
-- overlapping months. Yearly records overlap all months. Two codes that are both industries of the seed are
-- judged by their values: a coarser one that is smaller than the sum of the finer ones contains none of them.
-- Grain: one row per region, year, coarser and finer text.

with contents as (

    select distinct
        content_id,
        coding
    from {{ ref('stg_export_files') }}

),

paired_texts as (

    select
        coarse_coding as coding,
        coarse_text as industry_text
    from {{ ref('int_export_pairs') }}

    union

    select
        fine_coding as coding,
        fine_text as industry_text
    from {{ ref('int_export_pairs') }}

),

records as (

    select
        contents.coding,
        export_groups.industry_text,
        places.region_code,
        places.year,
        coalesce(export_groups.months, {{ month_bit('places.month') }}) as months,
        export_groups.value * places.usd_per_unit as export_value_usd
    from {{ ref('int_export_groups') }} as export_groups
    inner join contents
        on export_groups.content_id = contents.content_id
    inner join paired_texts
        on
            contents.coding = paired_texts.coding
            and export_groups.industry_text = paired_texts.industry_text
    inner join {{ ref('int_export_places') }} as places
        on
            export_groups.content_id = places.content_id
            and export_groups.region_text = places.region_text
            and export_groups.year_text = places.year_text
            and export_groups.month_text = places.month_text
            and export_groups.unit_text = places.unit_text
    where places.reason = '' and export_groups.value > 0

),

totals as (

    select
        region_code,
        year,
        coding,
        industry_text,
        bit_or(months) as months,
        count(*) > count(months) as has_whole_year,
        sum(export_value_usd) as export_value_usd
    from records
    group by region_code, year, coding, industry_text

),

met as (

    select
        pairs.coarse_coding,
        pairs.coarse_text,
        pairs.fine_coding,
        pairs.fine_text,
        pairs.coarse_digits,
        pairs.fine_digits,
        pairs.is_judged_by_value,
        coarse.region_code,
        coarse.year,
        coarse.export_value_usd as coarse_value,
        fine.export_value_usd as fine_value,
        min(pairs.fine_digits) over (partition by pairs.coarse_coding, pairs.coarse_text) as nearest_digits
    from {{ ref('int_export_pairs') }} as pairs
    inner join totals as coarse
        on
            pairs.coarse_coding = coarse.coding
            and pairs.coarse_text = coarse.industry_text
    inner join totals as fine
        on
            pairs.fine_coding = fine.coding
            and pairs.fine_text = fine.industry_text
            and coarse.region_code = fine.region_code
            and coarse.year = fine.year
    where coarse.has_whole_year or fine.has_whole_year or (coarse.months & fine.months) <> 0

),

sums as (

    select
        coarse_coding,
        coarse_text,
        region_code,
        year,
        max(coarse_value) as coarse_value,
        sum(fine_value) as fine_value
    from met
    where is_judged_by_value and fine_digits = nearest_digits
    group by coarse_coding, coarse_text, region_code, year

),

containing as (

    select
        coarse_coding,
        coarse_text,
        avg(case when coarse_value >= 0.95 * fine_value then 1.0 else 0.0 end) as share_of_places
    from sums
    group by coarse_coding, coarse_text

)

select
    met.region_code,
    met.year,
    met.coarse_coding,
    met.coarse_text,
    met.fine_coding,
    met.fine_text,
    met.coarse_digits,
    met.fine_digits
from met
left join containing
    on
        met.coarse_coding = containing.coarse_coding
        and met.coarse_text = containing.coarse_text
where not met.is_judged_by_value or containing.share_of_places >= 0.9
