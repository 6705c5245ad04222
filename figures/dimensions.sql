-- Contribution of each dimension to a region's index over the years; one figure per region.
-- Grain: one row per region (part), year and dimension.

with contributions as (

    select
        region_code,
        year,
        dimension,
        contribution,
        max(year) over () as last_year
    from marts.digital_contributions
    where contribution is not null

),

last_years as (

    select
        contributions.region_code,
        format('{:.3f}', sum(contributions.contribution)) as total,
        string_agg(
            words.zh || ' ' || format('{:.3f}', contributions.contribution), '，' order by words.place
        ) as parts_zh,
        string_agg(
            words.en || ' ' || format('{:.3f}', contributions.contribution), ', ' order by words.place
        ) as parts_en
    from contributions
    inner join labels as words on words.kind = 'dimension' and contributions.dimension = words.code
    where contributions.year = contributions.last_year
    group by contributions.region_code

)

select
    contributions.region_code as part,
    contributions.year,
    contributions.dimension,
    contributions.contribution,
    words.place,
    words.zh as label_zh,
    words.en as label_en,
    format('{} {} {:.4f}', contributions.year, words.zh, contributions.contribution) as hint_zh,
    format('{} {} {:.4f}', contributions.year, words.en, contributions.contribution) as hint_en,
    contributions.last_year as fact_year,
    last_years.total as fact_total,
    last_years.parts_zh as fact_parts_zh,
    last_years.parts_en as fact_parts_en,
    regions.zh as fact_region_zh,
    regions.en as fact_region_en
from contributions
left join last_years on contributions.region_code = last_years.region_code
inner join labels as words on words.kind = 'dimension' and contributions.dimension = words.code
inner join labels as regions on regions.kind = 'region' and contributions.region_code = regions.code
order by contributions.region_code, contributions.year, words.place
