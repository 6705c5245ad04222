-- Who leads in digital technology, and who has caught up since the first year?
-- One row per region: index and rank in the first and the last year, places gained, growth a year.

with ends as (
    select
        release_info.first_year,
        release_info.last_year
    from marts.release_info
),

compared as (
    select
        digital_index.region_code,
        max(case when digital_index.year = ends.first_year then digital_index.digital_index end)
            as index_first_year,
        max(case when digital_index.year = ends.last_year then digital_index.digital_index end)
            as index_last_year,
        max(case when digital_index.year = ends.first_year then digital_index.rank_in_year end)
            as rank_first_year,
        max(case when digital_index.year = ends.last_year then digital_index.rank_in_year end)
            as rank_last_year,
        max(ends.last_year - ends.first_year) as years_between
    from marts.digital_index
    cross join ends
    group by digital_index.region_code
)

select
    regions.region_code,
    regions.name_zh,
    regions.name_en,
    compared.index_first_year,
    compared.index_last_year,
    compared.rank_first_year,
    compared.rank_last_year,
    compared.rank_first_year - compared.rank_last_year as places_gained,
    power(
        compared.index_last_year / nullif(compared.index_first_year, 0),
        1.0 / nullif(compared.years_between, 0)
    ) - 1 as growth_per_year
from compared
inner join marts.regions
    on compared.region_code = regions.region_code
order by compared.rank_last_year
