-- Below the specification curve: for each choice used by some, but not all, of a panel's specifications,
-- their positions in the order of the curve, as unbroken runs. A choice used by less than one in a hundred
-- has no line.
-- Grain: one row per panel (part), choice and run, from first_place to last_place.

with placed as (

    select
        specification,
        effects,
        outcome,
        term,
        formula,
        sample,
        row_number() over (partition by effects order by coefficient, specification) as place,
        count(*) over (partition by effects) as n_specifications
    from results.specification_curve
    where regexp_replace(rtrim(term, ')'), '^(\w+\()+', '') = 'dig'

),

terms as (

    select
        effects,
        place,
        trim(unnest(string_split(split_part(formula, '~', 2), ' + ')), '` ') as written
    from placed

),

controls as (

    select distinct
        effects,
        place,
        starts_with(written, 'diff(') as is_difference,
        regexp_replace(rtrim(written, ')'), '^(\w+\()+', '') as variable
    from terms
    where not contains(written, 'Effects') and not starts_with(written, '1')

),

taken as (

    select
        effects,
        place,
        1 as kind,
        outcome as choice
    from placed

    union all

    select
        effects,
        place,
        2 as kind,
        term as choice
    from placed

    union all

    select
        effects,
        place,
        3 as kind,
        variable as choice
    from controls
    where variable <> 'dig'

    union all

    select distinct
        effects,
        place,
        4 as kind,
        '' as choice
    from controls
    where is_difference

    union all

    select
        effects,
        place,
        5 as kind,
        sample as choice
    from placed

),

islands as (

    -- Within a run, place minus row number is constant.
    select
        effects,
        kind,
        choice,
        place,
        place - row_number() over (partition by effects, kind, choice order by place) as island,
        count(*) over (partition by effects, kind, choice) as n_taken
    from taken

),

panels as (

    select distinct
        effects,
        n_specifications
    from placed

),

runs as (

    select
        islands.effects,
        islands.kind,
        islands.choice,
        min(islands.place) as first_place,
        max(islands.place) as last_place
    from islands
    inner join panels
        on
            islands.effects = panels.effects
            and islands.n_taken > 0.01 * panels.n_specifications
            and islands.n_taken < panels.n_specifications
    group by islands.effects, islands.kind, islands.choice, islands.island

)

select
    runs.effects as part,
    runs.kind,
    runs.choice,
    runs.first_place,
    runs.last_place,
    case runs.kind when 1 then '被解释变量 ' when 3 then '控制 ' else '' end
    || case
        when runs.kind = 4 then '控制变量取差分'
        when runs.kind = 5 and runs.choice = '' then everything.zh
        else coalesce(words.zh, runs.choice)
    end as label_zh,
    case runs.kind when 1 then 'outcome ' when 3 then 'controls ' else '' end
    || case
        when runs.kind = 4 then 'controls in differences'
        when runs.kind = 5 and runs.choice = '' then everything.en
        else coalesce(words.en, runs.choice)
    end as label_en
from runs
inner join labels as everything on everything.kind = 'word' and everything.code = 'sample.all'
left join labels as words
    on
        runs.choice = words.code
        and words.kind = case when runs.kind = 5 then 'sample' else 'term' end
order by runs.effects, runs.kind, runs.choice, runs.first_place
