-- The test of a range can fail: it finds both sides and NaN, and lets the bounds and null pass.

with found as (

    {{ test_in_range(
        "(select 0.0e0 as x union all select 1.0e0 union all select 1.1e0 union all select -0.1e0"
        ~ " union all select cast('nan' as double) union all select null) as given",
        'x', 0, 1
    ) }}

)

select count(*) as n_found
from found
having count(*) <> 3
