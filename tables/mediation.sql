-- Every mediation effect by the method that is shown, with that method's interval, p-values and stars.
-- Grain: one row per path (a column of the study's mediation table) and effect.

with effects as (

    select
        chosen.*,
        'T' || chosen.study_table || ' ' || coalesce(mediators.en, chosen.mediator) as path_en,
        '表 ' || chosen.study_table || ' ' || coalesce(mediators.zh, chosen.mediator) as path_zh,
        effect_names.zh as effect_zh,
        effect_names.en as effect_en,
        effect_names.place,
        row_number() over (
            partition by chosen.study_table, chosen.column_no, chosen.mediator
            order by effect_names.place
        ) as line_no
    from results.shown_mediation_effects as chosen
    inner join labels as effect_names on effect_names.kind = 'effect' and chosen.effect = effect_names.code
    left join labels as mediators on mediators.kind = 'name' and chosen.mediator = mediators.code
    where chosen.variant = 'equation'

)

select
    effects.path_zh as label_zh,
    effects.path_en as label_en,
    case when effects.line_no > 1 then effects.effect_zh end as part_zh,
    case when effects.line_no > 1 then effects.effect_en end as part_en,
    effects.effect_zh,
    effects.effect_en,
    effects.estimate,
    effects.estimate_text,
    effects.stars as estimate_stars,
    format(
        '[{}, {}]',
        coalesce(replace(effects.ci_low_text, '-', '−'), '−∞'),
        coalesce(replace(effects.ci_high_text, '-', '−'), '∞')
    ) as bounds,
    effects.p_value,
    effects.p_holm,
    coalesce(methods.zh, effects.method) as method_zh,
    coalesce(methods.en, effects.method) as method_en,
    coalesce(readings.zh, effects.reading) as reading_zh,
    coalesce(readings.en, effects.reading) as reading_en
from effects
left join labels as methods on methods.kind = 'method' and effects.method = methods.code
left join labels as readings on readings.kind = 'reading' and effects.reading = readings.code
order by
    effects.study_table,
    effects.column_no,
    effects.mediator,
    effects.place
