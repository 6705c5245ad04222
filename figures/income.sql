-- TSI against GDP per capita in the last year, both in thousands: how far the one is the other, smoothed.
-- Grain: one row per region.

with last_year as (

    select
        region_code,
        year,
        exp(lnpgdp) / 1000 as gdp_per_capita,
        exp(ln_tsi) / 1000 as tsi
    from marts.study_panel
    where ln_tsi is not null
    qualify year = max(year) over ()

),

points as (

    select
        *,
        count(*) over () as n_points,
        format('{:.2f}', corr(ln(tsi), ln(gdp_per_capita)) over ()) as correlation,
        row_number() over (order by tsi desc, region_code) as tsi_place,
        row_number() over (order by tsi, region_code) as tsi_place_from_below,
        row_number() over (order by gdp_per_capita desc, region_code) as income_place,
        row_number() over (order by gdp_per_capita, region_code) as income_place_from_below,
        min(gdp_per_capita) over () as least_income,
        0.24 * (max(gdp_per_capita) over () - min(gdp_per_capita) over ()) as label_width,
        0.06 * (max(tsi) over () - min(tsi) over ()) as label_height
    from last_year
    where gdp_per_capita is not null

),

crowds as (

    -- A label stands on the side where fewer other points are in its way.
    select
        points.region_code,
        count(*) filter (
            where others.gdp_per_capita > points.gdp_per_capita
            and others.gdp_per_capita < points.gdp_per_capita + points.label_width
        ) as points_right,
        count(*) filter (
            where others.gdp_per_capita < points.gdp_per_capita
            and others.gdp_per_capita > points.gdp_per_capita - points.label_width
        ) as points_left
    from points
    inner join points as others
        on abs(others.tsi - points.tsi) < points.label_height
    group by points.region_code

)

select
    points.region_code,
    points.year,
    points.gdp_per_capita,
    points.tsi,
    tsi_place <= 4 or tsi_place_from_below = 1 or income_place <= 3 or income_place_from_below = 1 as is_named,
    gdp_per_capita - least_income > label_width and points_right > points_left as label_is_left,
    names.zh as label_zh,
    names.en as label_en,
    points.year as fact_year,
    replace(points.correlation, '-', '−') as fact_correlation
from points
inner join crowds on points.region_code = crowds.region_code
inner join labels as names on names.kind = 'region' and points.region_code = names.code
where points.n_points >= 3
order by points.region_code
