-- Where does a value of the index come from? From mart value back to file, sheet and cell, for the last
-- year.
-- One row per region, indicator and cell behind its value.

select
    regions.name_zh,
    cell_lineage.year,
    cell_lineage.indicator_id,
    cell_lineage.value,
    cell_lineage.fill_method,
    cell_lineage.reported_year,
    cell_lineage.source_file,
    cell_lineage.sheet,
    cell_lineage.cell,
    cell_lineage.series_text,
    cell_lineage.unit_text,
    cell_lineage.value_text
from marts.cell_lineage
inner join marts.release_info
    on cell_lineage.year = release_info.last_year
inner join marts.regions
    on cell_lineage.region_code = regions.region_code
order by cell_lineage.indicator_id, regions.region_code
