-- Two-sided p-values of the normal, as printed in tables to seven digits, for either sign.

with cases as (

    select
        statistic,
        expected
    from (
        values
        (0.0e0, 1.0e0),
        (0.5e0, 0.6170751e0),
        (1.0e0, 0.3173105e0),
        (-1.6448536e0, 0.1e0),
        (1.9599640e0, 0.05e0),
        (-2.5758293e0, 0.01e0),
        (3.2905267e0, 0.001e0)
    ) as listed (statistic, expected)

),

found_cases as (

    select
        statistic,
        expected,
        {{ normal_p_value('statistic') }} as found
    from cases

)

select *
from found_cases
where
    found is null
    or abs(found - expected) > 2e-7
