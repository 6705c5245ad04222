-- Dig's coefficient in every column that regresses export sophistication on it, as the tables show it.
-- Table 7 is left out because its index has another scale. A column is named after what distinguishes it: its
-- sample, its outcome, one regressor, or the number of controls.
-- Grain: one row per column of variant `equation`.

with slopes as (

    select distinct
        study_table,
        column_no,
        variant,
        term
    from results.estimates
    where term not in ('_cons', 'dig')

),

usual as (

    select distinct term
    from slopes
    where study_table = (select min(results.models.study_table) from results.models)

),

controls as (

    select
        slopes.study_table,
        slopes.column_no,
        slopes.term,
        usual.term is not null as is_usual
    from slopes
    left join usual on slopes.term = usual.term
    where slopes.variant = 'equation'

),

regressors as (

    select
        study_table,
        column_no,
        count(*) as n_controls,
        count(*) filter (where not is_usual) as n_unusual,
        coalesce(any_value(term) filter (where not is_usual), any_value(term)) as one_control
    from controls
    group by study_table, column_no

),

shown as (

    select
        estimates.*,
        models.sample,
        regressors.n_controls,
        case when regressors.n_controls = 1 or regressors.n_unusual = 1 then regressors.one_control end
            as one_control
    from results.shown_estimates as estimates
    inner join results.models
        on
            estimates.study_table = models.study_table
            and estimates.column_no = models.column_no
            and estimates.variant = models.variant
            and estimates.outcome = models.outcome
    left join regressors
        on
            estimates.study_table = regressors.study_table
            and estimates.column_no = regressors.column_no
    where
        estimates.term = 'dig'
        and estimates.variant = 'equation'
        and estimates.outcome like 'ln\_tsi%' escape '\'
        and estimates.study_table <> '7'

),

named as (

    select
        shown.*,
        case
            when shown.sample <> '' then coalesce(samples.zh, shown.sample)
            when shown.outcome <> 'ln_tsi' then coalesce(intensities.zh, shown.outcome)
            when shown.one_control is not null then '含 ' || coalesce(terms.zh, shown.one_control)
            when shown.n_controls > 0 then shown.n_controls || ' 个控制变量'
            else ''
        end as name_zh,
        case
            when shown.sample <> '' then coalesce(samples.en, shown.sample)
            when shown.outcome <> 'ln_tsi' then coalesce(intensities.en, shown.outcome)
            when shown.one_control is not null then 'with ' || coalesce(terms.en, shown.one_control)
            when shown.n_controls > 0 then shown.n_controls || ' controls'
            else ''
        end as name_en,
        coalesce(conventions.zh, shown.convention) as convention_zh,
        coalesce(conventions.en, shown.convention) as convention_en
    from shown
    left join labels as samples on samples.kind = 'sample' and shown.sample = samples.code
    left join labels as intensities
        on
            intensities.kind = 'intensity'
            and shown.outcome = 'ln_tsi_' || intensities.code
    left join labels as terms on terms.kind = 'term' and shown.one_control = terms.code
    left join labels as conventions on conventions.kind = 'vcov' and shown.convention = conventions.code

),

facts as (

    select
        count(*) as n_columns,
        count(*) filter (where p_value < 0.05) as n_significant,
        replace(arg_min(coefficient_text, coefficient), '-', '−') as low,
        replace(arg_max(coefficient_text, coefficient), '-', '−') as high,
        array_to_string(list_sort(list(distinct convention_zh)), '、') as conventions_zh,
        array_to_string(list_sort(list(distinct convention_en)), ', ') as conventions_en
    from named

)

select
    named.study_table,
    named.column_no,
    named.outcome,
    named.sample,
    named.convention,
    named.coefficient as estimate,
    named.ci_low,
    named.ci_high,
    named.p_value,
    coalesce(named.p_value < 0.05, false) as is_blue,
    replace(named.coefficient_text, '-', '−') as shown,
    replace(
        '[' || coalesce(named.ci_low_text, '-∞') || ',' || chr(160)
        || coalesce(named.ci_high_text, '∞') || ']',
        '-', '−'
    ) as shown_interval,
    '表 ' || named.study_table || ' (' || named.column_no || ') '
    || case when length(named.name_zh) > 9 then named.name_zh[:8] || '…' else named.name_zh end as label_zh,
    'T' || named.study_table || ' (' || named.column_no || ') '
    || case when length(named.name_en) > 16 then named.name_en[:15] || '…' else named.name_en end as label_en,
    levels.zh as fact_level,
    facts.n_columns as fact_n,
    facts.n_significant as fact_significant,
    facts.low as fact_low,
    facts.high as fact_high,
    facts.conventions_zh as fact_convention_zh,
    facts.conventions_en as fact_convention_en
from named
cross join facts
inner join labels as levels on levels.kind = 'setting' and levels.code = 'confidence_level'
order by named.study_table, named.column_no
