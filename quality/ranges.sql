-- Kept values outside the plausible range that seeds/indicators.csv gives, with the first of them.
-- One row per indicator with kept cells.
with judged as (
    select
        cells.indicator_id,
        cells.source_file || ', ' || cells.cell || ': ' || cells.value_text as cell_shown,
        cells.value < indicators.minimum or cells.value > indicators.maximum as is_outside
    from intermediate.int_cell_outcomes as cells
    inner join seeds.indicators as indicators
        on cells.indicator_id = indicators.indicator_id
    where cells.outcome = 'kept'
)

select
    indicator_id || coalesce(' (' || min(case when is_outside then cell_shown end) || ')', '') as place,
    count(*) filter (where is_outside) as cells_outside
from judged
group by indicator_id
order by indicator_id
