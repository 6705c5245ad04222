-- Did a region's TSI grow because its industries' PRODY rose, or because it moved to better industries?
-- One row per region: the change from the first to the last year with exports, split exactly into within
-- (changes of PRODY at mean shares; for records by product also shifts between an industry's products) and
-- between (changes of shares at mean PRODY). An industry that a region exports in only one of the two years
-- has the PRODY over all regions in the other.

with ends as (
    select
        min(industry_prody.year) as first_year,
        max(industry_prody.year) as last_year
    from marts.industry_prody
    where industry_prody.prody is not null
),

prody as (
    select
        industry_prody.industry_code,
        max(case when industry_prody.year = ends.first_year then industry_prody.prody end) as prody_first,
        max(case when industry_prody.year = ends.last_year then industry_prody.prody end) as prody_last
    from marts.industry_prody
    cross join ends
    group by industry_prody.industry_code
),

regions_own as (
    select
        own.region_code,
        own.industry_code,
        coalesce(max(case when own.year = ends.first_year then own.export_share end), 0) as share_first,
        coalesce(max(case when own.year = ends.last_year then own.export_share end), 0) as share_last,
        max(case when own.year = ends.first_year then own.prody_cny end) as prody_first,
        max(case when own.year = ends.last_year then own.prody_cny end) as prody_last
    from intermediate.int_region_industries as own
    cross join ends
    group by own.region_code, own.industry_code
),

terms as (
    select
        regions_own.region_code,
        regions_own.share_first,
        regions_own.share_last,
        coalesce(regions_own.prody_first, prody.prody_first, regions_own.prody_last) as prody_first,
        coalesce(regions_own.prody_last, prody.prody_last, regions_own.prody_first) as prody_last
    from regions_own
    inner join prody
        on regions_own.industry_code = prody.industry_code
),

split as (
    select
        region_code,
        sum((share_first + share_last) / 2 * (prody_last - prody_first)) as within_industries,
        sum((share_last - share_first) * (prody_last + prody_first) / 2) as between_industries
    from terms
    group by region_code
)

select
    split.region_code,
    regions.name_zh,
    regions.name_en,
    split.within_industries + split.between_industries as tsi_change,
    split.within_industries,
    split.between_industries
from split
inner join marts.regions
    on split.region_code = regions.region_code
order by tsi_change desc, split.region_code asc
