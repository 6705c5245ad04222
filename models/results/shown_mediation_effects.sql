-- What the mediation table and the path diagram show of each effect: one method with its interval, p-value
-- and stars. A coefficient follows the study's convention (table_inference) where mediation has it, wild or
-- clustered; a product of coefficients uses the percentile bootstrap rather than BCa, which rejects a true
-- null in 9 % of draws.
-- Grain: one row per path and effect.

with ranked as (

    select
        effects.*,
        max(effects.std_error) over (
            partition by
                effects.study_table, effects.column_no, effects.variant, effects.outcome, effects.mediator,
                effects.effect
        ) as uncertainty,
        row_number() over (
            partition by
                effects.study_table, effects.column_no, effects.variant, effects.outcome, effects.mediator,
                effects.effect
            order by
                case
                    when effects.method = settings.table_inference then 1
                    when effects.method in ('xtreg', 'percentile') then 2
                    when effects.method = 'wild' then 3
                    when effects.method = 'bca' then 4
                    when effects.method = 'delta' then 5
                    else 6
                end,
                effects.method
        ) as preference
    from {{ source('results', 'mediation_effects') }} as effects
    cross join {{ ref('stg_settings') }} as settings

),

shown as (

    select
        *,
        {{ digits_warranted('estimate', 'uncertainty') }}
    from ranked
    where preference = 1

)

select
    study_table,
    column_no,
    variant,
    outcome,
    mediator,
    treatment,
    reading,
    effect,
    method,
    estimate,
    std_error,
    p_value,
    p_holm,
    ci_low,
    ci_high,
    {{ stars_of_p('p_value') }} as stars,
    {{ shown_number('estimate') }} as estimate_text,
    {{ shown_number('ci_low') }} as ci_low_text,
    {{ shown_number('ci_high') }} as ci_high_text,
    {{ p_text('p_value') }} as p_text,
    {{ p_text('p_holm') }} as p_holm_text
from shown
