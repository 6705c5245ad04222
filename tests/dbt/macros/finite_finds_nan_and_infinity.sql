-- The test of finiteness can fail: it finds NaN and both infinities, and lets null and numbers pass.

with found as (

    {{ test_finite(
        "(select 1.0e0 as x union all select cast('nan' as double) union all select cast('infinity' as double)"
        ~ " union all select cast('-infinity' as double) union all select null) as given",
        ['x']
    ) }}

)

select count(*) as n_found
from found
having count(*) <> 3
