-- What tables, report and terminal show of each coefficient: one statement under one convention. Numbers
-- have the digits that the standard error warrants. The wild bootstrap has a p-value in square brackets in
-- place of a standard error. Stars belong to the convention shown; where that is the clustered one, a
-- dagger marks a level of significance that the wild bootstrap changes.
-- Grain: one row per model and term.

with shown as (

    select
        estimates.*,
        conventions.convention_asked,
        wild.p_value as wild_p_value,
        {{ stars_of_p('estimates.p_value') }} as stars,
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
    std_error,
    df,
    p_value,
    ci_low,
    ci_high,
    wild_p_value,
    stars,
    case
        when convention_asked = 'xtreg' and p_value + wild_p_value is not null and wild_stars <> stars
            then '†'
        else ''
    end as dagger,
    {{ shown_number('coefficient') }} as coefficient_text,
    {{ shown_number('ci_low') }} as ci_low_text,
    {{ shown_number('ci_high') }} as ci_high_text,
    case
        when vcov = 'wild' then '[' || {{ p_text('p_value') }} || ']'
        else '(' || {{ shown_number('std_error', '1') }} || ')'
    end as bracket_text,
    reason_zh,
    reason_en
from shown
