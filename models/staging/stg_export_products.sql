-- What each printed industry or product is taken for: a known name or code, else the longest industry code
-- that begins it; and the product whose PRODY it has a part in: a code finer than its industry is a product
-- (cut to the digits that prody_level asks for), anything else is the industry itself.
-- Customs codes are no codes of the industries seed (HS 85 is electrical machinery, division 85 is none):
-- HS 85171200 is looked up as HS85171200, by the longest known name or code that begins it, such as HS8517.
-- Grain: one row per coding and printed industry or product.

with contents as (

    select distinct
        content_id,
        coding
    from {{ ref('stg_export_files') }}

),

printed as (

    select distinct
        contents.coding,
        export_groups.industry_text
    from {{ ref('stg_export_groups') }} as export_groups
    inner join contents
        on export_groups.content_id = contents.content_id

),

folded as (

    select
        coding,
        industry_text,
        case
            when coding = 'hs_code' then 'hs' || translate({{ fold_text('industry_text') }}, '.-', '')
            else {{ fold_text('industry_text') }}
        end as industry_key
    from printed

),

code_beginnings as (

    select
        lower(industry_code) as beginning,
        industry_code
    from {{ ref('industries') }}

    union all

    select
        industry_key as beginning,
        industry_code
    from {{ ref('stg_industry_names') }}
    where {{ matches_pattern('industry_key', '^hs[0-9]+$') }}

),

beginning_lengths as (

    select distinct length(beginning) as beginning_length
    from code_beginnings

),

by_beginning as (

    -- Customs codes have an even number of digits; an odd one has lost a leading zero.
    select
        folded.coding,
        folded.industry_text,
        code_beginnings.industry_code,
        row_number() over (
            partition by folded.coding, folded.industry_text
            order by length(code_beginnings.beginning) desc, code_beginnings.industry_code asc
        ) as place
    from folded
    cross join beginning_lengths
    inner join code_beginnings
        on
            substring(folded.industry_key, 1, beginning_lengths.beginning_length) = code_beginnings.beginning
            and beginning_lengths.beginning_length = length(code_beginnings.beginning)
    where {{ matches_pattern('folded.industry_key', '^([0-9]+|hs([0-9][0-9])+)$') }}

),

understood as (

    select
        folded.coding,
        folded.industry_text,
        folded.industry_key,
        coalesce(named.industry_code, by_beginning.industry_code) as industry_code
    from folded
    left join {{ ref('stg_industry_names') }} as named
        on folded.industry_key = named.industry_key
    left join by_beginning
        on
            folded.coding = by_beginning.coding
            and folded.industry_text = by_beginning.industry_text
            and by_beginning.place = 1

)

select
    understood.coding,
    understood.industry_text,
    understood.industry_code,
    case
        when coalesce(understood.industry_code, 'ignore') = 'ignore' then null
        when settings.prody_level = 'industry' then understood.industry_code
        when understood.coding = 'hs_code'
            then upper(substring(understood.industry_key, 1, 2 + coalesce(settings.prody_digits, 98)))
        when
            {{ matches_pattern('understood.industry_key', '^[0-9]+$') }}
            and length(understood.industry_key) > length(understood.industry_code)
            then substring(understood.industry_key, 1, coalesce(settings.prody_digits, 98))
        else understood.industry_code
    end as product_code
from understood
cross join {{ ref('stg_settings') }} as settings
