-- The known names most similar to each printed name of a region or an industry that no seed contains. They
-- are suggested, never assumed.
-- Grain: one row per reason and printed name.

with printed as (

    select
        reason as kind,
        region_text as printed_name
    from {{ ref('int_cell_outcomes') }}
    where reason = 'unknown_region'

    union

    select
        reason as kind,
        case when reason = 'unknown_region' then region_text else industry_text end as printed_name
    from {{ ref('int_export_outcomes') }}
    where reason in ('unknown_region', 'unknown_industry')

),

known as (

    -- Codes are not similar to names.
    select
        'unknown_region' as kind,
        alias as known_name
    from {{ ref('region_aliases') }}
    where region_code <> 'ignore' and not {{ matches_pattern('alias', '^[0-9]+$') }}

    union

    select
        'unknown_region' as kind,
        name_zh as known_name
    from {{ ref('regions') }}

    union

    select
        'unknown_industry' as kind,
        alias as known_name
    from {{ ref('industry_aliases') }}
    where industry_code <> 'ignore'

    union

    select
        'unknown_industry' as kind,
        name_zh as known_name
    from {{ ref('industries') }}

)

{{ nearest_names('printed', 'known') }}
