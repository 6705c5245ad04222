-- The test of a table's rules can fail: it finds each broken rule, in its row, and lets pass what is allowed.

with given (should_be, region, part, answer, share, amount) as (

    select *
    from
        (
            values
            ('allowed', 'a', 'north', 'yes', 0e0, 1e0),
            ('allowed', 'b', null, null, 1e0, null),
            ('allowed', 'b', 'south', 'no', null, -1e300),
            ('the key is repeated: region, part', 'c', 'north', 'yes', 0.5e0, 1e0),
            ('the key is repeated: region, part', 'c', 'north', 'yes', 0.6e0, 1e0),
            ('the key is repeated: region, part', 'd', null, 'yes', 0.5e0, 1e0),
            ('the key is repeated: region, part', 'd', null, 'yes', 0.5e0, 1e0),
            ('region is missing', null, 'north', 'yes', 0.5e0, 1e0),
            ('answer is none of yes, no', 'e', 'north', 'maybe', 0.5e0, 1e0),
            ('share is above 1', 'f', 'north', 'yes', 1.1e0, 1e0),
            ('share is below 0', 'g', 'north', 'yes', -0.1e0, 1e0),
            ('share is not a number', 'h', 'north', 'yes', cast('nan' as double), 1e0),
            ('amount is not a number', 'i', 'north', 'yes', 0.5e0, cast('nan' as double)),
            ('amount is infinite', 'j', 'north', 'yes', 0.5e0, cast('infinity' as double)),
            ('amount is infinite', 'k', 'north', 'yes', 0.5e0, cast('-infinity' as double)),
            (null, 'l', 'north', 'yes', 0.5e0, 1e0)
        ) as rows_given

),

found as (

    {{ test_valid_rows(
        'given',
        key=['region', 'part'],
        nullable=['part'],
        required=['should_be'],
        accepted={'answer': ['yes', 'no']},
        ranges={'share': [0, 1]},
        finite=['amount']
    ) }}

),

counted as (

    select
        count(*) as n_found,
        count(*) filter (where broken_rule = coalesce(should_be, 'should_be is missing')) as n_rightly
    from found

)

select *
from counted
where n_found <> 13 or n_rightly <> 13
