{{ config(meta={'values': [
    'n_obs_text', 'region_text', 'two_way_text', 'r2_text', 'degrees_text', 'term'
]}) }}
-- With one regressor and conventional standard errors the within R2 is t^2 / (t^2 + degrees), so coefficient,
-- standard error and R2 together imply the degrees of freedom; with several regressors the same expression is
-- a lower bound. Checked only where the seed says that R2 is a within R2 and does not say 'clustered'.
-- Grain: one row per printed column with such an R2, by its largest t.

with judged as (

    select
        *,
        case
            when r2 + r2_half_unit < least_r2 then 'suspect'
            when n_regressors = 1 and r2 - r2_half_unit > largest_r2 then 'suspect'
            else 'consistent'
        end as verdict,
        {{ number_text('r2_region_effects', 4) }} as region_text,
        {{ number_text('r2_two_way', 4) }} as two_way_text,
        {{ number_text('degrees_low', 0) }} || ' - ' || {{ number_text('degrees_high', 0) }} as degrees_text
    from {{ ref('int_implied_r2') }}

)

select
    study_table,
    column_no,
    term,
    'R2 ' || r2_text || ', ' || coefficient_printed as printed,
    case
        when n_regressors = 1 then region_text || ' / ' || two_way_text || '; df ' || degrees_text
        else '>= ' || region_text
    end as expected,
    verdict,
    case when n_regressors = 1 then 'exact ' else 'bound ' end || verdict as parts,
    n_obs_text,
    region_text,
    two_way_text,
    r2_text,
    degrees_text
from judged
