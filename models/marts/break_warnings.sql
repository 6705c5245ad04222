-- Where the study uses a series whose basis changes inside the window: the values before and after are two
-- series. Nothing is corrected; the mart names the variable, the year and the number of models.
-- Inputs that seeds/variables.csv lists as breaks_ignored are left out.
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

inputs as (

    -- The indicators behind each variable; of alternatives the first that has a value counts.
    -- A variant such as TSI by factor intensity is reported under the variable that is its base.
    {%- for row in panel_variables() %}
    {%- set ignored = (row.breaks_ignored or '').split() %}
    {%- for indicator_id, place, choice in variable_inputs(row) if indicator_id not in ignored %}
    select
        {{ text_literal(row.variable) }} as variable,
        {{ text_literal(row.base or row.variable) }} as reported_as,
        {{ text_literal(indicator_id) }} as indicator_id,
        {{ place }} as place,
        {{ choice }} as choice
    union all
    {%- endfor %}
    {%- endfor %}
    select
        cast(null as string) as variable,
        cast(null as string) as reported_as,
        cast(null as string) as indicator_id,
        cast(null as integer) as place,
        cast(null as integer) as choice
    where false

),

chosen as (

    select
        inputs.variable,
        inputs.reported_as,
        inputs.indicator_id,
        inputs.choice,
        min(inputs.choice) over (
            partition by inputs.variable, inputs.place, marked.region_code, marked.year
        ) as first_choice
    from inputs
    inner join marked
        on inputs.indicator_id = marked.indicator_id

),

uses as (

    select distinct
        variable,
        reported_as,
        indicator_id
    from chosen
    where choice = first_choice

    union all

    -- An index stands for the indicators that it is made of.
    select
        inputs.variable,
        inputs.reported_as,
        index_indicators.indicator_id
    from inputs
    inner join {{ ref('int_index_indicators') }} as index_indicators
        on inputs.indicator_id = index_indicators.index_id
    where index_indicators.used_in_index

    union all

    -- An indicator may be a model's term under its own name.
    select
        indicators.indicator_id as variable,
        indicators.indicator_id as reported_as,
        indicators.indicator_id
    from {{ ref('indicators') }} as indicators
    left join {{ ref('variables') }} as variables
        on indicators.indicator_id = variables.variable
    where variables.variable is null

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
        uses.reported_as as variable,
        uses.indicator_id,
        count(distinct model_words.study_table || ' ' || model_words.column_no || ' ' || model_words.variant)
            as n_models
    from uses
    inner join model_words
        on model_words.words like '% ' || uses.variable || ' %'
    group by uses.reported_as, uses.indicator_id

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
