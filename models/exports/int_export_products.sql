-- The industry and product of each printed industry or product: a known name or code, else the longest
-- industry code that begins it. A code finer than its industry is a product (cut to the digits of
-- prody_level), anything else is the industry itself. Customs codes are not codes of the industries seed (HS
-- 85 is electrical machinery, division 85 is not): HS 85171200 is looked up as HS85171200, by the longest
-- known name or code that begins it, such as HS8517. first_code and last_code are the range in the
-- classification (31-33: 31, 33).
-- Grain: one row per coding and printed industry or product.

with code_beginnings as (

    select
        lower(industry_code) as beginning,
        industry_code
    from {{ ref('industries') }}

    union all

    select
        industry_key as beginning,
        industry_code
    from {{ ref('int_industry_names') }}
    where {{ matches_pattern('industry_key', '^hs[0-9]+$') }}

),

beginning_lengths as (

    select distinct length(beginning) as beginning_length
    from code_beginnings

),

by_beginning as (

    select
        keyed.coding,
        keyed.industry_text,
        code_beginnings.industry_code,
        row_number() over (
            partition by keyed.coding, keyed.industry_text
            order by length(code_beginnings.beginning) desc, code_beginnings.industry_code asc
        ) as place
    from {{ ref('int_export_codes') }} as keyed
    cross join beginning_lengths
    inner join code_beginnings
        on
            substring(keyed.industry_key, 1, beginning_lengths.beginning_length) = code_beginnings.beginning
            and beginning_lengths.beginning_length = length(code_beginnings.beginning)
    where {{ matches_pattern('keyed.industry_key', '^(hs)?[0-9]+$') }}

),

understood as (

    select
        keyed.coding,
        keyed.industry_text,
        keyed.industry_key,
        keyed.is_restored,
        {{ matches_pattern('keyed.industry_key', '^(hs)?[0-9]+$') }} as is_code,
        coalesce(named.industry_code, by_beginning.industry_code) as industry_code
    from {{ ref('int_export_codes') }} as keyed
    left join {{ ref('int_industry_names') }} as named
        on keyed.industry_key = named.industry_key
    left join by_beginning
        on
            keyed.coding = by_beginning.coding
            and keyed.industry_text = by_beginning.industry_text
            and by_beginning.place = 1

)

select
    understood.coding,
    understood.industry_text,
    understood.industry_code,
    understood.is_restored,
    case
        when understood.industry_code is not null then ''
        when understood.coding <> 'hs_code' then 'unknown_industry'
        when understood.is_code then 'unknown_hs_code'
        else 'unreadable_hs_code'
    end as reason,
    case
        when understood.is_code then understood.industry_key
        when {{ matches_pattern('understood.industry_key', '^[0-9]+-[0-9]+$') }}
            then substring(understood.industry_key, 1, position('-' in understood.industry_key) - 1)
        else lower(understood.industry_code)
    end as first_code,
    case
        when understood.is_code then understood.industry_key
        when {{ matches_pattern('understood.industry_key', '^[0-9]+-[0-9]+$') }}
            then substring(understood.industry_key, position('-' in understood.industry_key) + 1)
        else lower(understood.industry_code)
    end as last_code,
    case
        when coalesce(understood.industry_code, 'ignore') = 'ignore' then null
        when settings.prody_level = 'industry' then understood.industry_code
        when understood.coding = 'hs_code' and understood.is_code
            then upper(substring(understood.industry_key, 1, 2 + coalesce(settings.prody_digits, 98)))
        when understood.is_code and length(understood.industry_key) > length(understood.industry_code)
            then substring(understood.industry_key, 1, coalesce(settings.prody_digits, 98))
        else understood.industry_code
    end as product_code
from understood
cross join {{ ref('stg_settings') }} as settings
