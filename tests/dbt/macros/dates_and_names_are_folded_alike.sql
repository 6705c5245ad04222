-- Years come as 2011, 2011年, 2011.0 or in full width, months likewise; half a year is none, nor a 13th
-- month.
-- Names are alike whatever their width, case and white space.

with years as (

    select
        printed,
        cast(expected as string) as expected,
        cast({{ to_year(fold_text('printed')) }} as string) as found
    from (
        values
        ('2011', 2011),
        ('2011年', 2011),
        ('2011年度', 2011),
        ('2011.0', 2011),
        ('２０１１', 2011),
        (' 2011 年', 2011),
        ('2011.5', null),
        ('11', null),
        ('20111', null),
        ('2011-2012', null),
        ('3011', null),
        ('', null)
    ) as listed (printed, expected)

),

months as (

    select
        printed,
        cast(expected as string) as expected,
        cast({{ to_month(fold_text(month_of_date('printed'))) }} as string) as found
    from (
        values
        ('2015-03-01', 3),
        ('2015/3/1', 3),
        ('2015.12', 12),
        ('2015年3月', 3),
        ('2015年11月30日', 11),
        ('20150301', 3),
        ('201503', 3),
        ('2015-03-01 00:00:00', 3),
        ('2015-13-01', null),
        ('2015', null),
        ('March 2015', null)
    ) as listed (printed, expected)

),

written_months as (

    select
        printed,
        cast(expected as string) as expected,
        cast({{ to_month(fold_text('printed')) }} as string) as found
    from (
        values ('3', 3), ('03', 3), ('3月', 3), ('１２', 12), ('3.0', 3), ('0', null), ('13', null), ('', null)
    ) as listed (printed, expected)

),

names as (

    select
        printed,
        expected,
        {{ fold_text('printed') }} as found
    from (
        values
        ('北　京', '北京'),
        (' 北 京' || chr(9) || chr(160), '北京'),
        ('ＧＤＰ（亿元）', 'gdp(亿元)'),
        ('R＆D', 'r&d')
    ) as listed (printed, expected)

),

compared as (

    select * from years
    union all
    select * from months
    union all
    select * from written_months
    union all
    select * from names

)

select *
from compared
where coalesce(found, 'none') <> coalesce(expected, 'none')
