-- Where the study uses a series whose basis changes inside the window: the values before and after are two
-- series. Nothing is corrected; the mart names the variable, the year and the number of models. Attainment is
-- left out, because only its shares enter hum and a larger survey does not change shares.
-- Grain: one row per indicator, break year inside the window and variable that uses the indicator.

with marked as (

    select
        region_code,
        year,
        indicator_id,
        is_break,
        reported_year_before,
        reported_year_after
    from {{ ref('region_indicators') }}

),

formulas as (

    -- What int_region_years makes each variable from; of several choices the first available counts.
    -- Trade in dollars shares the choice of trade in yuan, since both are over GDP.
    select
        variable,
        indicator_id,
        choice
    from (
        values
        ('lnpgdp', 'pgdp', 1),
        ('lnpgdp', 'gdp', 2),
        ('lnpgdp', 'population', 2),
        ('ln_tsi', 'pgdp', 1),
        ('ln_tsi', 'gdp', 2),
        ('ln_tsi', 'population', 2),
        ('open', 'openness', 1),
        ('open', 'gdp', 2),
        ('open', 'trade_cny', 2),
        ('open', 'trade_usd', 2),
        ('upd', 'upd', 1),
        ('upd', 'value_added_secondary', 2),
        ('upd', 'value_added_tertiary', 2),
        ('upd', 'share_secondary', 3),
        ('upd', 'share_tertiary', 3),
        ('hum', 'hum', 1),
        ('cre', 'cre', 1),
        ('lnfcl', 'fdi', 1),
        ('lnsci', 'science_expenditure', 1)
    ) as listed (variable, indicator_id, choice)

),

chosen as (

    select
        formulas.variable,
        formulas.indicator_id,
        marked.region_code,
        marked.year,
        formulas.choice,
        min(formulas.choice) over (
            partition by formulas.variable, marked.region_code, marked.year
        ) as first_choice
    from formulas
    inner join marked
        on formulas.indicator_id = marked.indicator_id

),

uses as (

    select distinct
        variable,
        indicator_id
    from chosen
    where choice = first_choice

    union all

    select
        index_variables.variable,
        index_indicators.indicator_id
    from {{ ref('int_index_indicators') }} as index_indicators
    cross join (values ('dig'), ('dig_pca')) as index_variables (variable)
    where index_indicators.used_in_index

    union all

    -- An indicator may be a model's term under its own name.
    select
        indicators.indicator_id as variable,
        indicators.indicator_id
    from {{ ref('indicators') }} as indicators
    left join formulas
        on indicators.indicator_id = formulas.variable
    where formulas.variable is null

),

model_words as (

    select
        study_table,
        column_no,
        variant,
        ' ' || outcome || ' ' || translate(terms, '+*():~[],', '         ') || ' ' as words
    from {{ ref('study_models') }}

),

used_in as (

    select
        uses.variable,
        uses.indicator_id,
        count(distinct model_words.study_table || ' ' || model_words.column_no || ' ' || model_words.variant)
            as n_models
    from uses
    inner join model_words
        on
            model_words.words like '% ' || uses.variable || ' %'
            or (uses.variable = 'ln_tsi' and model_words.words like '% ln_tsi%')
    group by uses.variable, uses.indicator_id

),

breaks as (

    select
        series_breaks.indicator_id,
        series_breaks.break_year,
        min(series_breaks.comment) as comment
    from {{ ref('series_breaks') }} as series_breaks
    cross join {{ ref('stg_settings') }} as settings
    where
        series_breaks.break_year > settings.first_year
        and series_breaks.break_year <= settings.last_year
    group by series_breaks.indicator_id, series_breaks.break_year

)

select
    breaks.indicator_id,
    breaks.break_year,
    used_in.variable,
    used_in.n_models,
    count(distinct marked.region_code) as regions_affected,
    breaks.comment
from breaks
inner join marked
    on
        breaks.indicator_id = marked.indicator_id
        and marked.is_break
        and (
            breaks.break_year = marked.year
            or (
                breaks.break_year > marked.reported_year_before
                and breaks.break_year <= marked.reported_year_after
            )
        )
inner join used_in
    on breaks.indicator_id = used_in.indicator_id
group by breaks.indicator_id, breaks.break_year, used_in.variable, used_in.n_models, breaks.comment
