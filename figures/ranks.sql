-- Ranks by the index over the years; the three regions that rose and fell most are highlighted.
-- Grain: one row per region and year that has a rank.

with ranked as (

    select
        region_code,
        year,
        rank_in_year,
        min(year) over () as first_year,
        max(year) over () as last_year
    from marts.digital_index
    where rank_in_year is not null

),

moves as (

    select
        ranked.region_code,
        ranked.first_year,
        ranked.last_year,
        max(case when ranked.year = ranked.first_year then ranked.rank_in_year end) as first_rank,
        max(case when ranked.year = ranked.last_year then ranked.rank_in_year end) as last_rank
    from ranked
    group by ranked.region_code, ranked.first_year, ranked.last_year
    having first_rank is not null and last_rank is not null and ranked.first_year < ranked.last_year

),

picked as (

    select
        moves.*,
        words.zh || ' ' || moves.first_rank || '→' || moves.last_rank as move_zh,
        words.en || ' ' || moves.first_rank || '→' || moves.last_rank as move_en,
        row_number() over (order by moves.last_rank - moves.first_rank, words.place) as place,
        row_number()
            over (order by moves.last_rank - moves.first_rank desc, words.place desc)
            as place_from_below
    from moves
    inner join labels as words on words.kind = 'region' and moves.region_code = words.code

),

facts as (

    select
        max(first_year) as begin_year,
        max(last_year) as end_year,
        string_agg(move_zh, '、' order by place) filter (where place <= 3) as up_zh,
        string_agg(move_en, ', ' order by place) filter (where place <= 3) as up_en,
        string_agg(move_zh, '、' order by place_from_below) filter (
            where place_from_below <= 3 and place > 3
        ) as down_zh,
        string_agg(move_en, ', ' order by place_from_below) filter (
            where place_from_below <= 3 and place > 3
        ) as down_en
    from picked

)

select
    ranked.region_code,
    ranked.year,
    ranked.rank_in_year,
    case when picked.place <= 3 then 'up' when picked.place_from_below <= 3 then 'down' else 'other' end
        as moved,
    picked.region_code is not null and ranked.year = ranked.last_year as is_end,
    words.zh as label_zh,
    words.en as label_en,
    facts.begin_year as fact_begin,
    facts.end_year as fact_end,
    facts.up_zh as fact_up_zh,
    facts.up_en as fact_up_en,
    facts.down_zh as fact_down_zh,
    facts.down_en as fact_down_en
from ranked
cross join facts
left join picked on ranked.region_code = picked.region_code
inner join labels as words on words.kind = 'region' and ranked.region_code = words.code
where facts.begin_year is not null
order by ranked.region_code, ranked.year
