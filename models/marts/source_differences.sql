-- Two sources of one series compared: the cell that the study uses, and each cell of a source with lower
-- priority. Nothing is mixed or corrected; the difference shows whether the sources agree, round, or measure
-- different things.
-- Grain: one row per cell of a source with lower priority for which a used cell exists.

with used as (

    select
        region_code,
        year,
        indicator_id,
        value,
        source_file,
        sheet,
        cell
    from {{ ref('int_observations') }}

),

outranked as (

    select
        region_code,
        year,
        indicator_id,
        value,
        series_text,
        source_file,
        sheet,
        cell
    from {{ ref('int_cell_outcomes') }}
    where reason in ('another_file_wins', 'duplicate_same_value')

)

select
    used.region_code,
    used.year,
    used.indicator_id,
    used.value,
    outranked.value as other_value,
    (outranked.value - used.value) / nullif(abs(used.value), 0) as relative_difference,
    used.source_file,
    used.sheet,
    used.cell,
    outranked.series_text as other_series_text,
    outranked.source_file as other_source_file,
    outranked.sheet as other_sheet,
    outranked.cell as other_cell
from outranked
inner join used
    on
        outranked.region_code = used.region_code
        and outranked.year = used.year
        and outranked.indicator_id = used.indicator_id
