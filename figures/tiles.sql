-- The digital index and TSI (in thousands) in their last years, with each region at its position in the tile
-- grid of seeds/regions.csv.
-- Grain: one row per part ('index', 'tsi') and region with a tile.

with indexed as (

    select
        region_code,
        year,
        digital_index
    from marts.digital_index
    where digital_index is not null
    qualify year = max(year) over ()

),

sophisticated as (

    select
        region_tsi.region_code,
        region_tsi.year,
        region_tsi.tsi
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

last_years as (

    select
        'index' as part,
        region_code,
        year,
        digital_index as value,
        format('{:.3f}', digital_index) as shown
    from indexed

    union all

    select
        'tsi' as part,
        region_code,
        year,
        tsi / 1000 as value,
        format('{:.1f}', tsi / 1000) as shown
    from sophisticated

),

ranked as (

    select
        last_years.part,
        last_years.year,
        words.zh,
        words.en,
        row_number() over (
            partition by last_years.part order by last_years.value desc, last_years.region_code asc
        ) as place,
        row_number() over (
            partition by last_years.part order by last_years.value asc, last_years.region_code desc
        ) as place_from_below
    from last_years
    inner join labels as words on words.kind = 'region' and last_years.region_code = words.code

),

ends as (

    select
        part,
        max(year) as year,
        string_agg(zh, '、' order by place) filter (where place <= 3) as top_zh,
        string_agg(en, ', ' order by place) filter (where place <= 3) as top_en,
        string_agg(zh, '、' order by place) filter (where place_from_below <= 3) as bottom_zh,
        string_agg(en, ', ' order by place) filter (where place_from_below <= 3) as bottom_en
    from ranked
    group by part

)

select
    ends.part,
    regions.region_code,
    last_years.value,
    regions.tile_row,
    regions.tile_col,
    words.zh as label_zh,
    words.en as label_en,
    40 as label_room,
    coalesce(last_years.shown, '–') as shown,
    words.zh || ': ' || coalesce(last_years.shown, '–') as hint_zh,
    words.en || ': ' || coalesce(last_years.shown, '–') as hint_en,
    ends.year as fact_year,
    ends.top_zh as fact_top_zh,
    ends.top_en as fact_top_en,
    ends.bottom_zh as fact_bottom_zh,
    ends.bottom_en as fact_bottom_en
from marts.regions
cross join ends
left join last_years
    on
        ends.part = last_years.part
        and regions.region_code = last_years.region_code
inner join labels as words on words.kind = 'region' and regions.region_code = words.code
where
    regions.tile_row is not null
    and regions.tile_col is not null
order by ends.part, regions.region_code
