-- TSI against GDP per capita in the last year, both in thousands.
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

scatter as (

    select
        *,
        count(*) over () as n_points,
        format('{:.2f}', corr(ln(tsi), ln(gdp_per_capita)) over ()) as correlated,
        row_number() over (order by tsi desc, region_code asc) as tsi_place,
        row_number() over (order by tsi, region_code) as tsi_place_from_below,
        row_number() over (order by gdp_per_capita desc, region_code asc) as income_place,
        row_number() over (order by gdp_per_capita, region_code) as income_place_from_below,
        min(gdp_per_capita) over () as least_income,
        0.24 * (max(gdp_per_capita) over () - min(gdp_per_capita) over ()) as label_width,
        0.06 * (max(tsi) over () - min(tsi) over ()) as label_height
    from last_year
    where gdp_per_capita is not null

),

crowds as (

    -- A label is placed on the side with fewer other points.
    select
        scatter.region_code,
        count(*) filter (
            where neighbours.gdp_per_capita > scatter.gdp_per_capita
            and neighbours.gdp_per_capita < scatter.gdp_per_capita + scatter.label_width
        ) as points_right,
        count(*) filter (
            where neighbours.gdp_per_capita < scatter.gdp_per_capita
            and neighbours.gdp_per_capita > scatter.gdp_per_capita - scatter.label_width
        ) as points_left
    from scatter
    inner join scatter as neighbours
        on abs(neighbours.tsi - scatter.tsi) < scatter.label_height
    group by scatter.region_code

)

select
    scatter.region_code,
    scatter.year,
    scatter.gdp_per_capita,
    scatter.tsi,
    scatter.tsi_place <= 4
    or scatter.tsi_place_from_below = 1
    or scatter.income_place <= 3
    or scatter.income_place_from_below = 1 as is_named,
    scatter.gdp_per_capita - scatter.least_income > scatter.label_width
    and crowds.points_right > crowds.points_left as label_is_left,
    words.zh as label_zh,
    words.en as label_en,
    scatter.year as fact_year,
    replace(scatter.correlated, '-', '−') as fact_correlation
from scatter
inner join crowds on scatter.region_code = crowds.region_code
inner join labels as words on words.kind = 'region' and scatter.region_code = words.code
where scatter.n_points >= 3
order by scatter.region_code
