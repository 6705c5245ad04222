-- What each printed industry or product is taken for: a known name or code, else the longest industry code
-- that begins it.
-- Grain: one row per printed industry.

with printed as (

    select distinct industry_text
    from {{ ref('stg_export_groups') }}

),

folded as (

    select
        industry_text,
        {{ fold_text('industry_text') }} as industry_key
    from printed

),

by_prefix as (

    select
        folded.industry_text,
        industries.industry_code,
        row_number() over (
            partition by folded.industry_text
            order by length(industries.industry_code) desc, industries.industry_code asc
        ) as place
    from folded
    inner join {{ ref('industries') }} as industries
        on
            lower(industries.industry_code)
            = substring(folded.industry_key, 1, length(industries.industry_code))
            and {{ matches_pattern('folded.industry_key', '^[0-9]+$') }}

)

select
    folded.industry_text,
    coalesce(named.industry_code, by_prefix.industry_code) as industry_code,
    coalesce(named.is_ignored, false) as is_ignored
from folded
left join {{ ref('stg_industry_names') }} as named
    on folded.industry_key = named.industry_key
left join by_prefix
    on
        folded.industry_text = by_prefix.industry_text
        and by_prefix.place = 1
