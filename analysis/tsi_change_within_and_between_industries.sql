-- Did a region's TSI grow because its industries' PRODY rose, or because it moved to better industries?
-- One row per region: the change from first to last year, split exactly into within (PRODY moves, at mean
-- shares)
-- and between (shares move, at mean PRODY).

with ends as (
    select
        release_info.first_year,
        release_info.last_year
    from marts.release_info
),

terms as (
    select
        shares.region_code,
        shares.industry_code,
        max(case when shares.year = ends.first_year then shares.export_share end) as share_first,
        max(case when shares.year = ends.last_year then shares.export_share end) as share_last
    from intermediate.int_export_shares as shares
    cross join ends
    group by shares.region_code, shares.industry_code
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

split as (
    select
        terms.region_code,
        sum(
            (coalesce(terms.share_first, 0) + coalesce(terms.share_last, 0)) / 2
            * (coalesce(prody.prody_last, prody.prody_first) - coalesce(prody.prody_first, prody.prody_last))
        ) as within_industries,
        sum(
            (coalesce(terms.share_last, 0) - coalesce(terms.share_first, 0))
            * (coalesce(prody.prody_last, prody.prody_first) + coalesce(prody.prody_first, prody.prody_last))
            / 2
        ) as between_industries
    from terms
    inner join prody
        on terms.industry_code = prody.industry_code
    group by terms.region_code
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
order by tsi_change desc
