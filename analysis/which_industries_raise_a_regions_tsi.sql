-- Which industries raise a region's TSI in the last year, and which hold it down?
-- One row per region and industry: its share, the PRODY of what the region exports in it, and share times
-- (PRODY - the region's TSI); these add up to 0.

select
    shares.region_code,
    regions.name_zh,
    regions.name_en,
    shares.industry_code,
    industries.name_zh as industry_name_zh,
    industries.factor_intensity,
    shares.export_share,
    shares.prody_cny as prody,
    region_tsi.tsi,
    shares.export_share * (shares.prody_cny - region_tsi.tsi) as raises_tsi_by
from intermediate.int_region_industries as shares
inner join marts.release_info
    on shares.year = release_info.last_year
inner join marts.region_tsi
    on
        shares.region_code = region_tsi.region_code
        and shares.year = region_tsi.year
        and region_tsi.factor_intensity = 'all'
inner join marts.regions
    on shares.region_code = regions.region_code
inner join marts.industries
    on shares.industry_code = industries.industry_code
order by shares.region_code asc, raises_tsi_by desc
