-- TSI of every sample region; the three highest, the three lowest and the mean are highlighted.
-- Grain: one row per region and year, and per year for the mean (region_code null).

with panel as (

    select
        region_tsi.region_code,
        region_tsi.year,
        region_tsi.tsi,
        region_tsi.ln_tsi,
        region_tsi.export_value,
        max(region_tsi.year) over () as last_year,
        min(region_tsi.year) over () as first_year
    from marts.region_tsi
    inner join marts.regions
        on
            region_tsi.region_code = regions.region_code
            and regions.in_sample
    where
        region_tsi.factor_intensity = 'all'
        and region_tsi.tsi is not null

),

ends as (

    select
        panel.region_code,
        panel.tsi,
        words.zh,
        words.en,
        row_number() over (order by panel.tsi desc, panel.region_code asc) as place,
        row_number() over (order by panel.tsi asc, panel.region_code desc) as place_from_below
    from panel
    inner join labels as words on words.kind = 'region' and panel.region_code = words.code
    where panel.year = panel.last_year

),

facts as (

    select
        max(first_year) as begin_year,
        max(last_year) as end_year,
        format('{:.1f}', avg(tsi / 1000) filter (where year = first_year)) as mean_begin,
        format('{:.1f}', avg(tsi / 1000) filter (where year = last_year)) as mean_end,
        0.036 * max(tsi) filter (where year = last_year) as line_apart
    from panel

),

lines as (

    select
        panel.region_code,
        panel.year,
        panel.tsi,
        panel.ln_tsi,
        panel.export_value,
        case when ends.place <= 3 then 'top' when ends.place_from_below <= 3 then 'bottom' else 'other' end
            as picked,
        ends.zh as label_zh,
        ends.en as label_en
    from panel
    left join ends on panel.region_code = ends.region_code

    union all

    select
        null as region_code,
        panel.year,
        avg(panel.tsi) as tsi,
        null as ln_tsi,
        null as export_value,
        'mean' as picked,
        any_value(words.zh) as label_zh,
        any_value(words.en) as label_en
    from panel
    inner join labels as words on words.kind = 'word' and words.code = 'figure.mean'
    group by panel.year

),

labelled as (

    -- A label is at the end of its line, moved up where it would overlap the label below.
    select
        lines.*,
        row_number() over (order by lines.tsi) as line_no
    from lines
    cross join facts
    where lines.year = facts.end_year and lines.picked <> 'other'

),

heights as (

    select
        labelled.region_code,
        labelled.line_no * facts.line_apart
        + max(labelled.tsi - labelled.line_no * facts.line_apart) over (order by labelled.line_no) as label_at
    from labelled
    cross join facts

)

select
    lines.*,
    case when lines.year = facts.end_year then heights.label_at end as label_at,
    facts.begin_year as fact_begin,
    facts.end_year as fact_end,
    facts.mean_begin as fact_mean_begin,
    facts.mean_end as fact_mean_end,
    highest.zh as fact_top_zh,
    highest.en as fact_top_en,
    format('{:.1f}', highest.tsi / 1000) as fact_high,
    lowest.zh as fact_bottom_zh,
    lowest.en as fact_bottom_en,
    format('{:.1f}', lowest.tsi / 1000) as fact_low
from lines
cross join facts
inner join ends as highest on highest.place = 1
inner join ends as lowest on lowest.place_from_below = 1
left join heights
    on
        lines.region_code is not distinct from heights.region_code
        and lines.picked <> 'other'
where facts.begin_year < facts.end_year
order by lines.region_code nulls last, lines.year
