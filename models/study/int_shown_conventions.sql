-- The type of standard error with which a model's coefficients are shown: the one requested in study_settings
-- (table_inference), if it gives the model a p-value or explains that none is possible, as with one treated
-- region; else the model's own in study_models, else the first that gives one. A constant has its own row,
-- because some types say nothing about it.
-- Grain: one row per model, and one per model for its constant.

with asked as (

    select case when table_inference = 'clustered' then 'xtreg' else table_inference end as convention
    from {{ ref('stg_settings') }}

),

available as (

    select
        study_table,
        column_no,
        variant,
        outcome,
        term = '_cons' as is_constant,
        vcov,
        max(case when p_value is not null or reason = 'one_treated_region' then 1 else 0 end)
            as says_something
    from {{ source('results', 'estimates') }}
    group by study_table, column_no, variant, outcome, term = '_cons', vcov

),

ranked as (

    select
        available.study_table,
        available.column_no,
        available.variant,
        available.outcome,
        available.is_constant,
        available.vcov,
        asked.convention as convention_asked,
        row_number() over (
            partition by
                available.study_table, available.column_no, available.variant, available.outcome,
                available.is_constant
            order by
                case when available.says_something = 1 then 0 else 1 end,
                case
                    when available.vcov = asked.convention then 1
                    when available.vcov = models.vcov then 2
                    when available.vcov = 'xtreg' then 3
                    when available.vcov = 'lsdv' then 4
                    when available.vcov = 'conventional' then 5
                    else 6
                end,
                available.vcov
        ) as preference
    from available
    cross join asked
    left join {{ source('results', 'models') }} as models
        on
            available.study_table = models.study_table
            and available.column_no = models.column_no
            and available.variant = models.variant
            and available.outcome = models.outcome

)

select
    study_table,
    column_no,
    variant,
    outcome,
    is_constant,
    vcov as convention,
    convention_asked
from ranked
where preference = 1
