-- Years come as 2011, 2011年, 2011.0 or in full width, months likewise; half a year is none, nor a 13th
-- month. A full date has a year; a month alone has none to go by.
-- Names are alike whatever their width, case and white space, footnote marks and translation.

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
        ('2011 年末', 2011),
        ('2011-12-31', null),
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

years_of_dates as (

    select
        printed,
        cast(expected as string) as expected,
        cast({{ year_of_date(name_key('printed')) }} as string) as found
    from (
        values
        ('2011-12-31', 2011),
        ('2011/1/1', 2011),
        ('2011年12月31日', 2011),
        ('2011-12-31 00:00:00', 2011),
        ('2011-12', null),
        ('2011-13-01', null),
        ('2011', null),
        ('2011-2012', null)
    ) as listed (printed, expected)

),

keys as (

    select
        printed,
        expected,
        {{ region_key('printed') }} as found
    from (
        values
        ('西 藏①', '西藏'),
        ('北　京 Beijing', '北京'),
        ('陕 西 Shaanxi②', '陕西'),
        ('Beijing*', 'beijing'),
        ('110000', '110000')
    ) as listed (printed, expected)

),

series_keys as (

    select
        printed,
        expected,
        {{ name_key('printed') }} as found
    from (
        values
        ('城镇化率①', '城镇化率'),
        ('R＆D 经费*', 'r&d经费'),
        ('#女性', '#女性')
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
    union all
    select * from years_of_dates
    union all
    select * from keys
    union all
    select * from series_keys

)

select *
from compared
where coalesce(found, 'none') <> coalesce(expected, 'none')
