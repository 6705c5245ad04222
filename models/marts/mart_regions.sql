-- The regions, their groups and their positions on a tile grid.
-- Grain: one row per region.

{{ config(alias='regions') }}

select
    region_code,
    name_zh,
    name_en,
    in_sample,
    group_paper,
    group_nbs,
    tile_row,
    tile_col
from {{ ref('regions') }}
