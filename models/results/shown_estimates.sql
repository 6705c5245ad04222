-- What tables, report and terminal show of each coefficient, under one type of standard error. Numbers have
-- the digits that the standard error justifies. The wild cluster bootstrap has a p-value in square brackets
-- instead of a standard error. Stars belong to the type shown; for clustered standard errors a dagger marks a
-- level of significance that changes under the wild cluster bootstrap. With one treated region no inference
-- is possible, and clustered t would nearly always give stars: the coefficient is shown alone, with the
-- reason.
-- Grain: one row per model and term.

with shown as (

    select
        estimates.*,
        conventions.convention_asked,
        wild.p_value as wild_p_value,
        coalesce(estimates.reason, '') = 'one_treated_region' as is_unknown,
        {{ stars_of_p('estimates.p_value') }} as p_stars,
        {{ stars_of_p('wild.p_value') }} as wild_stars,
        {{ digits_warranted(
            'estimates.coefficient',
            'coalesce(estimates.std_error, abs(estimates.coefficient / nullif(estimates.statistic, 0)))'
        ) }}
    from {{ source('results', 'estimates') }} as estimates
    inner join {{ ref('int_shown_conventions') }} as conventions
        on
            estimates.study_table = conventions.study_table
            and estimates.column_no = conventions.column_no
            and estimates.variant = conventions.variant
            and estimates.outcome = conventions.outcome
            and (estimates.term = '_cons') = conventions.is_constant
            and estimates.vcov = conventions.convention
    left join {{ source('results', 'estimates') }} as wild
        on
            estimates.study_table = wild.study_table
            and estimates.column_no = wild.column_no
            and estimates.variant = wild.variant
            and estimates.outcome = wild.outcome
            and estimates.term = wild.term
            and wild.vcov = 'wild'

)

select
    study_table,
    column_no,
    variant,
    outcome,
    term,
    vcov as convention,
    convention_asked,
    coefficient,
    case when not is_unknown then std_error end as std_error,
    df,
    case when not is_unknown then p_value end as p_value,
    case when not is_unknown then ci_low end as ci_low,
    case when not is_unknown then ci_high end as ci_high,
    wild_p_value,
    case when is_unknown then '' else p_stars end as stars,
    case
        when convention_asked = 'xtreg' and p_value + wild_p_value is not null and wild_stars <> p_stars
            then '†'
        else ''
    end as dagger,
    {{ shown_number('coefficient') }} as coefficient_text,
    case when not is_unknown then {{ shown_number('ci_low') }} end as ci_low_text,
    case when not is_unknown then {{ shown_number('ci_high') }} end as ci_high_text,
    case
        when is_unknown then null
        when vcov = 'wild' then '[' || {{ p_text('p_value') }} || ']'
        else '(' || {{ shown_number('std_error', '1') }} || ')'
    end as bracket_text,
    reason_zh,
    reason_en
from shown
