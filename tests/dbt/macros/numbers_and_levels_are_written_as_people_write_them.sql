-- Numbers in sentences are rounded half away from zero, p-values end at .001, and a statistic on a critical
-- value reaches its level.

with cases as (

    select
        value,
        {{ number_text('value', 2) }} as two_decimals,
        {{ shortest_text('value') }} as shortest,
        {{ p_value_text('abs(value)') }} as p_value,
        {{ stars_of('abs(value)', '1.64', '1.96', '2.58') }} as stars,
        expected_text,
        expected_shortest,
        expected_p_value,
        expected_stars
    from (
        values
        (1.96e0, '1.96', '1.96', 'p = 1.960', 2),
        (2.58e0, '2.58', '2.58', 'p = 2.580', 3),
        (1.64e0, '1.64', '1.64', 'p = 1.640', 1),
        (-1.6375e0, '-1.64', '-1.6375', 'p = 1.638', 0),
        (0.0626e0, '0.06', '0.0626', 'p = 0.063', 0),
        (-0.0004e0, '0.00', '-0.0004', 'p < 0.001', 0),
        (1.005e0, '1.00', '1.005', 'p = 1.005', 0),
        (25000000e0, '25000000.00', '25000000.0', 'p = 25000000.000', 3),
        (12345.678e0, '12345.68', '12345.678', 'p = 12345.678', 3)
    ) as listed (value, expected_text, expected_shortest, expected_p_value, expected_stars)

)

select *
from cases
where
    two_decimals <> expected_text
    or shortest <> expected_shortest
    or p_value <> expected_p_value
    or stars <> expected_stars
    or two_decimals is null
    or p_value is null
