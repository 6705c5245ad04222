-- The code under which each printed industry or product is looked up. Customs codes become HS plus digits.
-- They have an even number of digits, so an odd one has lost its leading zero to a numeric format; it is
-- restored if other codes have the resulting length, or if all codes are equally short. A code that has lost
-- other digits (8.51712E+07) is looked up as printed and not found.
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
    from {{ ref('int_export_groups') }} as export_groups
    inner join contents
        on export_groups.content_id = contents.content_id

),

folded as (

    select
        coding,
        industry_text,
        {{ fold_text('industry_text') }} as folded_text
    from printed

),

digits_read as (

    select
        coding,
        industry_text,
        folded_text,
        case when coding = 'hs_code' then {{ hs_digits('folded_text') }} end as hs_digits
    from folded

),

hs_lengths as (

    select
        length(hs_digits) as n_digits,
        count(*) over () as n_lengths
    from digits_read
    where hs_digits is not null
    group by length(hs_digits)

),

completed as (

    select
        digits_read.coding,
        digits_read.industry_text,
        digits_read.folded_text,
        digits_read.hs_digits,
        case
            when length(digits_read.hs_digits) % 2 = 0 then digits_read.hs_digits
            when substring(digits_read.hs_digits, 1, 1) = '0' then null
            when whole.n_digits is not null or own.n_lengths = 1 then '0' || digits_read.hs_digits
        end as hs_code
    from digits_read
    left join hs_lengths as whole
        on length(digits_read.hs_digits) + 1 = whole.n_digits
    left join hs_lengths as own
        on length(digits_read.hs_digits) = own.n_digits

)

select
    coding,
    industry_text,
    coalesce(hs_code <> hs_digits, false) as is_restored,
    case
        when hs_code is not null then 'hs' || hs_code
        -- Never a code of the industries seed, even if it consists of digits.
        when hs_digits is not null then 'hs?' || hs_digits
        -- A code stored as a floating-point number: 334.0.
        when coding <> 'hs_code' and {{ matches_pattern('folded_text', '^[0-9]+[.]0$') }}
            then substring(folded_text, 1, length(folded_text) - 2)
        else folded_text
    end as industry_key
from completed
