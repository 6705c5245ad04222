-- The study's settings, one column each, from the rows of the settings seed.
-- Grain: one row.

with settings as (

    select
        setting,
        value
    from {{ ref('study_settings') }}

)

select
    max(case when setting = 'study_id' then value end) as study_id,
    max(case when setting = 'title_zh' then value end) as title_zh,
    max(case when setting = 'title_en' then value end) as title_en,
    cast(max(case when setting = 'first_year' then value end) as integer) as first_year,
    cast(max(case when setting = 'last_year' then value end) as integer) as last_year,
    cast(
        coalesce(
            max(case when setting = 'base_year' then value end),
            max(case when setting = 'first_year' then value end)
        ) as integer
    ) as base_year,
    coalesce(max(case when setting = 'fill' then value end), 'interpolate') as fill,
    coalesce(max(case when setting = 'carry' then value end), 'none') as carry,
    coalesce(max(case when setting = 'main_index' then value end), 'digital') as main_index,
    coalesce(max(case when setting = 'missing_indicator' then value end), 'drop_indicator')
        as missing_indicator,
    cast(coalesce(max(case when setting = 'min_months' then value end), '12') as integer) as min_months,
    cast(coalesce(max(case when setting = 'digital_high_regions' then value end), '10') as integer)
        as digital_high_regions,
    coalesce(max(case when setting = 'export_value_unit' then value end), 'USD') as export_value_unit,
    coalesce(max(case when setting = 'export_level' then value end), 'refuse') as export_level,
    max(
        case
            when setting = 'export_level' and {{ matches_pattern('value', '^[0-9]+$') }}
                then cast(value as integer)
        end
    ) as export_digits,
    coalesce(max(case when setting = 'prody_level' then value end), 'product') as prody_level,
    coalesce(max(case when setting = 'table_inference' then value end), 'clustered') as table_inference,
    max(
        case
            when setting = 'prody_level' and {{ matches_pattern('value', '^[0-9]+$') }}
                then cast(value as integer)
        end
    ) as prody_digits
from settings
