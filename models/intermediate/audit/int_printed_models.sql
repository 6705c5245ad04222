-- Printed columns with what is needed to judge them: R2 and observations as numbers, how many regressors,
-- whether the outcome is a mediator (a regressor of another column), and the degrees of freedom of the
-- residuals. The page does not print how many regions a column has: it is taken to be observations over
-- years, and both region and year effects are counted, which gives the fewest degrees and so the widest
-- range between normal and t.
-- Grain: one row per printed column.

with printed as (

    select
        study_table,
        column_no,
        outcome,
        coalesce(group_label, '') as group_label,
        {{ fold_number('r2') }} as r2_text,
        {{ fold_number('n_obs') }} as n_obs_text
    from {{ ref('printed_models') }}

),

numbers as (

    select
        *,
        {{ to_number('r2_text') }} as r2,
        {{ to_number('n_obs_text') }} as n_obs,
        case
            when position('.' in r2_text) > 0
                then power(10.0, 0 - (length(r2_text) - position('.' in r2_text))) / 2
            else 0.5
        end as r2_half_unit
    from printed

),

regressors as (

    select
        study_table,
        column_no,
        count(*) as n_regressors,
        max(case when place = 1 then term end) as first_term,
        max(variant) as variant,
        max(sample_condition) as sample_condition
    from {{ ref('int_printed_regressors') }}
    group by study_table, column_no

),

mediators as (

    select distinct term
    from {{ ref('int_printed_regressors') }}

),

regions as (

    select count(*) as n_regions_in_sample
    from {{ ref('regions') }}
    where in_sample

),

sized as (

    select
        numbers.*,
        regressors.n_regressors,
        regressors.first_term,
        regressors.variant,
        regressors.sample_condition,
        mediators.term is not null as outcome_is_mediator,
        regions.n_regions_in_sample,
        settings.last_year - settings.first_year + 1 as n_years
    from numbers
    cross join {{ ref('stg_settings') }} as settings
    cross join regions
    left join regressors
        on
            numbers.study_table = regressors.study_table
            and numbers.column_no = regressors.column_no
    left join mediators
        on numbers.outcome = mediators.term

)

select
    study_table,
    column_no,
    outcome,
    group_label,
    r2_text,
    r2,
    r2_half_unit,
    n_obs_text,
    n_obs,
    n_years,
    n_regions_in_sample,
    coalesce(n_regressors, 0) as n_regressors,
    first_term,
    variant,
    sample_condition,
    outcome_is_mediator,
    n_obs - ceil(n_obs / n_years) - coalesce(n_regressors, 0) as degrees_region_effects,
    case
        when n_obs is not null
            then
                cast(
                    greatest(
                        floor(n_obs - ceil(n_obs / n_years) - (n_years - 1) - coalesce(n_regressors, 0)), 1
                    )
                    as integer
                )
    end as degrees
from sized
