-- Printed industries or products of which one contains the other by its code: 334 and 3341, HS85 and
-- HS851712, 31-33 and 311, an industry and the customs codes that belong to it.
-- Two codes that are both industries of the seed need not be nested: industries may be numbered 1 to 31.
-- Grain: one row per coarser and finer text.

with texts as (

    select
        coding,
        industry_text,
        industry_code,
        first_code,
        last_code,
        coding = 'hs_code' as is_customs,
        coding <> 'hs_code' and first_code = lower(industry_code) as is_whole_industry,
        length(translate(first_code, 'hs', '')) as n_digits
    from {{ ref('int_export_products') }}
    where
        coalesce(industry_code, 'ignore') <> 'ignore'
        and {{ matches_pattern('first_code', '^(hs|[a-z])?[0-9]*$') }}

),

code_lengths as (

    select distinct length(first_code) as code_length
    from texts

),

by_beginning as (

    select
        coarse.coding as coarse_coding,
        coarse.industry_text as coarse_text,
        fine.coding as fine_coding,
        fine.industry_text as fine_text,
        coarse.n_digits as coarse_digits,
        fine.n_digits as fine_digits,
        coarse.is_whole_industry and fine.is_whole_industry as is_judged_by_value
    from texts as fine
    cross join code_lengths
    inner join texts as coarse
        on
            fine.is_customs = coarse.is_customs
            and substring(fine.first_code, 1, code_lengths.code_length) = coarse.first_code
            and code_lengths.code_length = length(coarse.first_code)
    where code_lengths.code_length < length(fine.first_code)

),

within_a_range as (

    select
        coarse.coding as coarse_coding,
        coarse.industry_text as coarse_text,
        fine.coding as fine_coding,
        fine.industry_text as fine_text,
        coarse.n_digits as coarse_digits,
        fine.n_digits as fine_digits,
        false as is_judged_by_value
    from texts as coarse
    inner join texts as fine
        on
            coarse.first_code < coarse.last_code
            and coarse.is_customs = fine.is_customs
            and coarse.first_code <= substring(fine.first_code, 1, length(coarse.first_code))
            and coarse.last_code >= substring(fine.last_code, 1, length(coarse.last_code))
            and coarse.industry_text <> fine.industry_text

),

in_another_classification as (

    select
        coarse.coding as coarse_coding,
        coarse.industry_text as coarse_text,
        fine.coding as fine_coding,
        fine.industry_text as fine_text,
        cast(null as bigint) as coarse_digits,
        cast(null as bigint) as fine_digits,
        false as is_judged_by_value
    from texts as coarse
    inner join texts as fine
        on
            coarse.industry_code = fine.industry_code
            and not coarse.is_customs
            and fine.is_customs

)

select * from by_beginning
union
select * from within_a_range
union
select * from in_another_classification
