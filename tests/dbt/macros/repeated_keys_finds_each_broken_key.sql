-- The test of many keys can fail: it finds a key that two rows share and one that lacks a part, and no other.

with given (region, part) as (

    select *
    from
        (
            values
            ('allowed', 'north'),
            ('allowed', null),
            ('shared', 'north'),
            ('shared', 'north'),
            ('shared without a part', null),
            ('shared without a part', null),
            (null, 'south')
        ) as rows_given

),

found as (

    {{ repeated_key('given', 'given', ['region', 'part?']) }}

),

counted as (

    select
        count(*) as n_found,
        count(*) filter (
            where key_values in ('shared | north', 'shared without a part | ?', '? | south')
        ) as n_rightly
    from found

)

select *
from counted
where n_found <> 3 or n_rightly <> 3
