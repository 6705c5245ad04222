-- The paper's Figure 1 with its estimates: the first table of variant `equation` that has mediation effects.
-- Grain: one row per mediator and effect; place counts mediators from 0.

with effects as (

    select
        *,
        dense_rank() over (order by study_table) as table_no
    from results.shown_mediation_effects
    where variant = 'equation'

),

first_table as (

    select *
    from effects
    where table_no = 1
    qualify row_number() over (partition by mediator, effect order by column_no) = 1

),

mediators as (

    select
        mediator,
        row_number() over (order by min(column_no), mediator) - 1 as place
    from first_table
    group by mediator

),

shown as (

    select
        first_table.*,
        mediators.place,
        replace(first_table.estimate_text, '-', '−') as shown,
        replace(
            '[' || coalesce(first_table.ci_low_text, '-∞') || ',' || chr(160)
            || coalesce(first_table.ci_high_text, '∞') || ']',
            '-', '−'
        ) as shown_interval,
        replace(
            case
                when first_table.p_value < 0.001 then 'p < 0.001'
                else coalesce(format('p = {:.3f}', first_table.p_value), 'p –')
            end,
            ' ', chr(160)
        ) as shown_p
    from first_table
    inner join mediators on first_table.mediator = mediators.mediator

),

conventions as (

    select
        string_agg(distinct coalesce(words.zh, shown.method), '、') as used_zh,
        string_agg(distinct coalesce(words.en, shown.method), ', ') as used_en
    from shown
    left join labels as words on words.kind = 'method' and shown.method = words.code
    where shown.effect = 'treatment_on_mediator'

),

indirect as (

    select
        string_agg(
            coalesce(words.zh, shown.mediator) || ' ' || shown.shown || ' ' || shown.shown_interval,
            '；' order by shown.place
        ) as parts_zh,
        string_agg(
            coalesce(words.en, shown.mediator) || ' ' || shown.shown || ' ' || shown.shown_interval,
            '; ' order by shown.place
        ) as parts_en
    from shown
    left join labels as words on words.kind = 'name' and shown.mediator = words.code
    where shown.effect = 'indirect'

)

select
    shown.study_table,
    shown.mediator,
    shown.place,
    shown.reading,
    shown.effect,
    shown.method,
    shown.estimate,
    shown.std_error,
    shown.p_value,
    shown.p_holm,
    shown.ci_low,
    shown.ci_high,
    coalesce(shown.ci_low > 0 or shown.ci_high < 0, false)
    and shown.ci_low + shown.ci_high is not null as is_blue,
    shown.shown,
    shown.shown_interval,
    shown.shown_p,
    case shown.effect
        when 'indirect' then '间接效应 ' || shown.shown
        when 'total' then '总效应 ' || shown.shown || '，' || shown.shown_p || '，' || shown.shown_interval
    end as note_zh,
    case shown.effect
        when 'indirect' then 'indirect ' || shown.shown
        when 'total'
            then 'total effect ' || shown.shown || ', ' || shown.shown_p || ', ' || shown.shown_interval
    end as note_en,
    titles.zh as fact_title_zh,
    titles.en as fact_title_en,
    conventions.used_zh as fact_convention_zh,
    conventions.used_en as fact_convention_en,
    indirect.parts_zh as fact_parts_zh,
    indirect.parts_en as fact_parts_en
from shown
cross join conventions
cross join indirect
inner join labels as titles on titles.kind = 'word' and titles.code = 'title.path'
order by shown.place, shown.effect
