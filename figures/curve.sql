-- The specification curve: Dig's coefficient in every specification, from the smallest to the largest; a
-- panel for each set of fixed effects. An index with another scale, such as Dig by principal components, is
-- left out.
-- Grain: one row per specification of dig itself, lagged or winsorised.

with specifications as (

    select
        *,
        count(*) over () as n_all
    from results.specification_curve

),

drawn as (

    select
        *,
        row_number() over (partition by effects order by coefficient, specification) as place
    from specifications
    where regexp_replace(rtrim(term, ')'), '^(\w+\()+', '') = 'dig'

),

facts as (

    select
        format('{:,}', count(*)) as n,
        format('{:,}', max(n_all)) as n_all,
        format('{:.0f}%', 100 * avg(case when coefficient > 0 then 1 else 0 end)) as positive,
        format('{:.0f}%', 100 * avg(case when p_value < 0.05 then 1 else 0 end)) as significant,
        replace(format('{:.3f}', list_sort(list(coefficient))[count(*) // 2 + 1]), '-', '−') as median
    from drawn

),

panels as (

    select
        effects,
        format('{:,}', count(*)) as n,
        format('{:.0f}%', 100 * avg(case when p_value < 0.05 then 1 else 0 end)) as significant,
        replace(format('{:.3f}', list_sort(list(coefficient))[count(*) // 2 + 1]), '-', '−') as median
    from drawn
    group by effects

)

select
    drawn.effects as part,
    drawn.specification,
    drawn.outcome,
    drawn.term,
    drawn.formula,
    drawn.effects,
    drawn.sample,
    drawn.n_obs,
    cast(format('{:.8g}', drawn.coefficient) as double) as coefficient,
    cast(format('{:.8g}', drawn.std_error) as double) as std_error,
    cast(format('{:.8g}', drawn.p_value) as double) as p_value,
    cast(format('{:.8g}', drawn.ci_low) as double) as ci_low,
    cast(format('{:.8g}', drawn.ci_high) as double) as ci_high,
    cast(format('{:.8g}', drawn.wild_p_value) as double) as wild_p_value,
    case when drawn.place = 1 then '固定效应：' || coalesce(words.zh, drawn.effects) end as head_zh,
    case when drawn.place = 1 then 'Fixed effects: ' || coalesce(words.en, drawn.effects) end as head_en,
    case
        when drawn.place = 1
            then format(
                '{} 种设定，中位数 {}，{} 在 5% 水平上显著', panels.n, panels.median, panels.significant
            )
    end as note_zh,
    case
        when drawn.place = 1
            then format(
                '{} specifications, median {}, {} significant at 5 %',
                panels.n, panels.median, panels.significant
            )
    end as note_en,
    facts.n as fact_n,
    facts.n_all as fact_all,
    facts.positive as fact_positive,
    facts.significant as fact_significant,
    facts.median as fact_median
from drawn
cross join facts
inner join panels on drawn.effects = panels.effects
left join labels as words on words.kind = 'effects' and drawn.effects = words.code
order by contains(drawn.effects, '+') desc, drawn.effects asc, drawn.place asc
