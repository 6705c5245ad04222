-- Quantiles of Student's t at .95, .975 and .995, as printed in tables, from the normal quantiles there.

with cases as (

    select
        normal_quantile,
        degrees,
        expected
    from (
        values
        (1.6448536269514722e0, 10, 1.812461e0),
        (1.9599639845400545e0, 10, 2.228139e0),
        (2.5758293035489004e0, 10, 3.169273e0),
        (1.6448536269514722e0, 30, 1.697261e0),
        (1.9599639845400545e0, 30, 2.042272e0),
        (2.5758293035489004e0, 30, 2.749996e0),
        (1.6448536269514722e0, 120, 1.657651e0),
        (1.9599639845400545e0, 120, 1.979930e0),
        (2.5758293035489004e0, 120, 2.617421e0)
    ) as listed (normal_quantile, degrees, expected)

),

found_cases as (

    select
        normal_quantile,
        degrees,
        expected,
        {{ student_t_quantile('normal_quantile', 'degrees') }} as found
    from cases

)

select *
from found_cases
where
    found is null
    or abs(found - expected) > 1e-4
    or (degrees >= 30 and abs(found - expected) > 1e-6)
