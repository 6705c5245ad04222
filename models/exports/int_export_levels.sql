-- Records that do not count because others of the same region, year and months contain them, or are
-- contained in them (int_export_nested): both would count twice. The coarser one is refused unless the
-- setting export_level says which one counts.
-- Grain: one row per content and printed region, industry, year, month and unit that does not count.

with contents as (

    select distinct
        content_id,
        coding
    from {{ ref('stg_export_files') }}

),

nested as (

    select
        found.*,
        settings.export_level = 'finest'
        or coalesce(found.fine_digits = settings.export_digits, false) as drops_coarse,
        settings.export_level = 'coarsest'
        or coalesce(found.coarse_digits = settings.export_digits, false) as drops_fine
    from {{ ref('int_export_nested') }} as found
    cross join {{ ref('stg_settings') }} as settings

),

dropped as (

    select
        region_code,
        year,
        coarse_coding as coding,
        coarse_text as industry_text,
        fine_text as relative_text,
        'total_of_finer' as reason
    from nested
    where drops_coarse

    union all

    select
        region_code,
        year,
        fine_coding as coding,
        fine_text as industry_text,
        coarse_text as relative_text,
        'part_of_coarser' as reason
    from nested
    where drops_fine and not drops_coarse

),

refused as (

    -- With export_level as a number of digits, a pair of other levels is resolved if one of them is dropped.
    select
        nested.region_code,
        nested.year,
        nested.coarse_coding as coding,
        nested.coarse_text as industry_text,
        nested.fine_text as relative_text,
        'levels_nested' as reason
    from nested
    where
        not nested.drops_coarse
        and not nested.drops_fine
        and not exists (
            select 1
            from dropped
            where
                nested.region_code = dropped.region_code
                and nested.year = dropped.year
                and (
                    (nested.coarse_coding = dropped.coding and nested.coarse_text = dropped.industry_text)
                    or (nested.fine_coding = dropped.coding and nested.fine_text = dropped.industry_text)
                )
        )

),

settled as (

    select
        region_code,
        year,
        coding,
        industry_text,
        min(reason) as reason,
        min(relative_text) as relative_text
    from (
        select * from dropped
        union all
        select * from refused
    ) as both_kinds
    group by region_code, year, coding, industry_text

)

select
    export_groups.content_id,
    export_groups.region_text,
    export_groups.industry_text,
    export_groups.year_text,
    export_groups.month_text,
    export_groups.unit_text,
    settled.reason,
    settled.relative_text
from {{ ref('int_export_groups') }} as export_groups
inner join contents
    on export_groups.content_id = contents.content_id
inner join {{ ref('int_export_places') }} as places
    on
        export_groups.content_id = places.content_id
        and export_groups.region_text = places.region_text
        and export_groups.year_text = places.year_text
        and export_groups.month_text = places.month_text
        and export_groups.unit_text = places.unit_text
inner join settled
    on
        contents.coding = settled.coding
        and export_groups.industry_text = settled.industry_text
        and places.region_code = settled.region_code
        and places.year = settled.year
where places.reason = '' and export_groups.value > 0
