-- Mean TSI of the sample by factor intensity.
-- Grain: one row per factor intensity and year.

with means as (

    select
        region_tsi.factor_intensity,
        region_tsi.year,
        avg(region_tsi.tsi) as mean_tsi,
        count(*) as n_regions,
        min(region_tsi.year) over () as first_year,
        max(region_tsi.year) over () as last_year
    from marts.region_tsi
    inner join marts.regions
        on
            region_tsi.region_code = regions.region_code
            and regions.in_sample
    where region_tsi.tsi is not null
    group by region_tsi.factor_intensity, region_tsi.year

),

labelled as (

    select
        means.*,
        words.zh as label_zh,
        words.en as label_en,
        words.place,
        row_number() over (partition by means.year order by means.mean_tsi) as line_no,
        0.05 * max(means.mean_tsi) over () as line_apart
    from means
    inner join labels as words on words.kind = 'intensity' and means.factor_intensity = words.code

),

facts as (

    select
        string_agg(label_zh || ' ' || format('{:.1f}', mean_tsi / 1000), '，' order by mean_tsi desc)
            as parts_zh,
        string_agg(label_en || ' ' || format('{:.1f}', mean_tsi / 1000), ', ' order by mean_tsi desc)
            as parts_en
    from labelled
    where year = last_year

)

select
    labelled.factor_intensity,
    labelled.year,
    labelled.mean_tsi,
    labelled.n_regions,
    labelled.label_zh,
    labelled.label_en,
    case
        when labelled.year = labelled.last_year
            then
                labelled.line_no * labelled.line_apart
                + max(labelled.mean_tsi - labelled.line_no * labelled.line_apart)
                    over (partition by labelled.year order by labelled.line_no)
    end as label_at,
    labelled.last_year as fact_year,
    facts.parts_zh as fact_parts_zh,
    facts.parts_en as fact_parts_en
from labelled
cross join facts
where
    labelled.first_year < labelled.last_year
    and (select count(distinct means.factor_intensity) from means) > 1
order by labelled.place, labelled.year
