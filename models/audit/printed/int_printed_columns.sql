-- Printed columns of this study's paper with what is needed to check them: R2 and observations as numbers,
-- the regressors, and degrees of freedom. The panel's regions and years are the paper's own, from its seed.
-- If the seed does not give them, the smallest usual degrees of freedom are used: for residuals those of a
-- panel of three years, for clusters those of a panel of fifteen years, with at most 24 clusters.
-- Grain: one row per printed column.

with printed as (

    select
        models.study_table,
        models.column_no,
        models.outcome,
        coalesce(models.group_label, '') as group_label,
        coalesce(models.convention, '') as convention,
        coalesce(models.r2_kind, '') as r2_kind,
        models.n_regions,
        models.n_years,
        {{ fold_number('models.r2') }} as r2_text,
        {{ fold_number('models.n_obs') }} as n_obs_text
    from {{ ref('int_own_printed_models') }} as models

),

numbers as (

    select
        *,
        {{ to_number('r2_text') }} as r2,
        {{ to_number('n_obs_text') }} as n_obs,
        power(10.0, 0 - {{ decimals_of('r2_text') }}) / 2 as r2_half_unit
    from printed

),

regressors as (

    select
        study_table,
        column_no,
        count(*) as n_regressors,
        max(case when place = 1 then term end) as first_term,
        max(sample_condition) as sample_condition,
        {{ joined_texts('term') }} as regressors,
        {{ joined_texts('case when place > 1 then term end') }} as later_regressors
    from {{ ref('int_printed_regressors') }}
    group by study_table, column_no

),

mediators as (

    select distinct term
    from {{ ref('int_printed_regressors') }}

),

sized as (

    select
        numbers.*,
        coalesce(regressors.n_regressors, 0) as n_regressors,
        regressors.first_term,
        regressors.sample_condition,
        regressors.regressors,
        regressors.later_regressors,
        mediators.term is not null as outcome_is_mediator,
        ceil(numbers.n_obs / coalesce(numbers.n_years, 3)) as most_regions,
        least(
            coalesce(ceil(numbers.n_obs / numbers.n_years), least(floor(numbers.n_obs / 15), 24)),
            coalesce(numbers.n_regions, numbers.n_obs)
        ) as fewest_clusters,
        coalesce(numbers.n_years, 3) - 1 as n_year_effects
    from numbers
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
    study_table || ' (' || cast(column_no as string) || ')' as place,
    outcome,
    group_label,
    convention,
    r2_kind,
    n_regions,
    n_years,
    r2_text,
    r2,
    r2_half_unit,
    n_obs_text,
    n_obs,
    n_regressors,
    first_term,
    regressors,
    later_regressors,
    sample_condition,
    outcome_is_mediator,
    n_obs - most_regions - n_regressors as degrees_region_effects,
    cast(greatest(floor(n_obs - most_regions - n_year_effects - n_regressors), 1) as integer) as degrees,
    cast(greatest(fewest_clusters - 1, 1) as integer) as degrees_clusters,
    -- Columns with the same outcome, regressors and size have different samples that cannot be distinguished.
    count(*) over (
        partition by outcome, regressors, n_obs, sample_condition
    ) as n_alike,
    count(*) over (
        partition by study_table, outcome, regressors, n_obs, sample_condition
    ) as n_alike_in_table
from sized
