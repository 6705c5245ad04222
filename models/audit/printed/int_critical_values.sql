-- The two-sided critical values for stars: 10, 5 and 1 percent, normal and t. From ten
-- degrees on by Abramowitz and Stegun's expansion (1964, 26.7.5), below by their table 26.10.
-- Grain: one row per degrees of freedom: 0 for the normal, 1 to 99, and those of the printed columns.

with digits as (

    select digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as listed (digit)

),

degrees_printed as (

    select degrees
    from {{ ref('int_printed_columns') }}
    where degrees is not null

    union

    select degrees_clusters as degrees
    from {{ ref('int_printed_columns') }}
    where degrees_clusters is not null

    union

    select 10 * tens.digit + ones.digit as degrees
    from digits as tens
    cross join digits as ones

),

few_degrees as (

    select
        degrees,
        t_10_percent,
        t_5_percent,
        t_1_percent
    from (
        values
        (0, 1.6448536269514722e0, 1.9599639845400545e0, 2.5758293035489004e0),
        (1, 6.31375e0, 12.70620e0, 63.65674e0),
        (2, 2.91999e0, 4.30265e0, 9.92484e0),
        (3, 2.35336e0, 3.18245e0, 5.84091e0),
        (4, 2.13185e0, 2.77645e0, 4.60409e0),
        (5, 2.01505e0, 2.57058e0, 4.03214e0),
        (6, 1.94318e0, 2.44691e0, 3.70743e0),
        (7, 1.89458e0, 2.36462e0, 3.49948e0),
        (8, 1.85955e0, 2.30600e0, 3.35539e0),
        (9, 1.83311e0, 2.26216e0, 3.24984e0)
    ) as listed (degrees, t_10_percent, t_5_percent, t_1_percent)

),

normal as (

    select
        1.6448536269514722e0 as normal_10_percent,
        1.9599639845400545e0 as normal_5_percent,
        2.5758293035489004e0 as normal_1_percent

)

select
    degrees_printed.degrees,
    normal.normal_10_percent,
    normal.normal_5_percent,
    normal.normal_1_percent,
    coalesce(
        few_degrees.t_10_percent,
        {{ student_t_quantile('normal.normal_10_percent', 'degrees_printed.degrees') }}
    ) as t_10_percent,
    coalesce(
        few_degrees.t_5_percent,
        {{ student_t_quantile('normal.normal_5_percent', 'degrees_printed.degrees') }}
    ) as t_5_percent,
    coalesce(
        few_degrees.t_1_percent,
        {{ student_t_quantile('normal.normal_1_percent', 'degrees_printed.degrees') }}
    ) as t_1_percent
from degrees_printed
cross join normal
left join few_degrees
    on degrees_printed.degrees = few_degrees.degrees
