-- The boxes of the path diagram: the treatment, the mediators below one another, the outcome.
-- Grain: one row per box; `across` counts columns from 0, `beneath` counts mediators (or lies between two).

with effects as (

    select
        *,
        dense_rank() over (order by study_table) as table_no
    from results.shown_mediation_effects
    where variant = 'equation'

),

mediators as (

    select
        mediator,
        row_number() over (order by min(column_no), mediator) - 1 as place,
        (count(*) over () - 1) / 2 as middle,
        min(treatment) as treatment,
        min(outcome) as outcome
    from effects
    where table_no = 1
    group by mediator

),

boxes as (

    select
        1 as across,
        place as beneath,
        mediator as variable
    from mediators

    union all

    select
        0 as across,
        middle as beneath,
        treatment as variable
    from mediators
    where place = 0

    union all

    select
        2 as across,
        middle as beneath,
        outcome as variable
    from mediators
    where place = 0

)

select
    boxes.variable,
    boxes.across,
    boxes.beneath,
    coalesce(signs.zh, boxes.variable) as symbol_zh,
    coalesce(signs.en, boxes.variable) as symbol_en,
    100 as symbol_room,
    coalesce(long_names.short_zh, boxes.variable) as name_zh,
    coalesce(long_names.short_en, boxes.variable) as name_en,
    100 as name_room
from boxes
left join labels as signs on signs.kind = 'term' and boxes.variable = signs.code
left join labels as long_names on long_names.kind = 'name' and boxes.variable = long_names.code
order by boxes.across, boxes.beneath
