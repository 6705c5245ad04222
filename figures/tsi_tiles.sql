-- TSI of the last year, in thousands, each region where the tile grid of seeds/regions.csv has it.
-- Grain: one row per region with a tile.

with last_year as (

    select
        region_tsi.region_code,
        region_tsi.year,
        region_tsi.tsi / 1000 as value
    from marts.region_tsi
    inner join marts.regions
        on
            region_tsi.region_code = regions.region_code
            and regions.in_sample
    where
        region_tsi.factor_intensity = 'all'
        and region_tsi.tsi is not null
    qualify region_tsi.year = max(region_tsi.year) over ()

),

named as (

    select
        last_year.*,
        words.zh,
        words.en,
        row_number() over (order by last_year.value desc, last_year.region_code asc) as place,
        row_number() over (order by last_year.value asc, last_year.region_code desc) as place_from_below
    from last_year
    inner join labels as words on words.kind = 'region' and last_year.region_code = words.code

),

ends as (

    select
        max(year) as year,
        string_agg(zh, '、' order by place) filter (where place <= 3) as top_zh,
        string_agg(en, ', ' order by place) filter (where place <= 3) as top_en,
        string_agg(zh, '、' order by place) filter (where place_from_below <= 3) as bottom_zh,
        string_agg(en, ', ' order by place) filter (where place_from_below <= 3) as bottom_en
    from named

)

select
    regions.region_code,
    last_year.value,
    regions.tile_row,
    regions.tile_col,
    words.zh as label_zh,
    words.en as label_en,
    40 as label_room,
    coalesce(format('{:.1f}', last_year.value), '–') as shown,
    words.zh || ': ' || coalesce(format('{:.1f}', last_year.value), '–') as hint_zh,
    words.en || ': ' || coalesce(format('{:.1f}', last_year.value), '–') as hint_en,
    ends.year as fact_year,
    ends.top_zh as fact_top_zh,
    ends.top_en as fact_top_en,
    ends.bottom_zh as fact_bottom_zh,
    ends.bottom_en as fact_bottom_en
from marts.regions
cross join ends
left join last_year on regions.region_code = last_year.region_code
inner join labels as words on words.kind = 'region' and regions.region_code = words.code
where
    regions.tile_row is not null
    and regions.tile_col is not null
    and ends.year is not null
order by regions.region_code
