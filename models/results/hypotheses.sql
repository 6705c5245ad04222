-- What the two hypotheses rest on. H1, digital technology raises export sophistication: the coefficient of
-- dig in the widest column of the first table of equation (1), with that column's robustness variants. H2, it
-- does so through the mediators: the indirect effects of the first table of paths, after Holm. Each holds
-- where it is above zero at the 5 % level.
-- Grain: one row per hypothesis and estimate.

with treated as (

    select
        study_table,
        column_no,
        variant,
        outcome,
        term,
        row_number() over (
            partition by variant <> 'equation'
            order by study_table asc, column_no desc
        ) as place
    from {{ ref('term_matches') }}
    where
        asked_term = 'dig'
        and (variant <> 'equation' or (term = 'dig' and outcome = 'ln_tsi'))

),

headline as (

    select
        study_table,
        column_no
    from treated
    where variant = 'equation' and place = 1

),

of_dig as (

    select
        'H1' as hypothesis,
        case when treated.variant = 'equation' then 'headline' else 'robustness' end as evidence,
        shown.study_table,
        shown.column_no,
        shown.variant,
        shown.outcome,
        shown.term,
        shown.convention as method,
        shown.coefficient as estimate,
        shown.p_value,
        shown.coefficient as above_zero,
        shown.coefficient_text as estimate_text,
        shown.ci_low_text,
        shown.ci_high_text
    from treated
    inner join headline
        on treated.study_table = headline.study_table and treated.column_no = headline.column_no
    inner join {{ ref('shown_estimates') }} as shown
        on
            treated.study_table = shown.study_table
            and treated.column_no = shown.column_no
            and treated.variant = shown.variant
            and treated.outcome = shown.outcome
            and treated.term = shown.term
    where treated.variant = 'equation' or starts_with(treated.variant, 'robust_')

),

indirect as (

    select
        *,
        min(study_table) over () as first_table
    from {{ ref('shown_mediation_effects') }}
    where variant = 'equation' and effect = 'indirect'

),

of_paths as (

    select
        'H2' as hypothesis,
        'path' as evidence,
        study_table,
        column_no,
        variant,
        outcome,
        mediator as term,
        method,
        estimate,
        coalesce(p_holm, p_value) as p_value,
        ci_low as above_zero,
        estimate_text,
        ci_low_text,
        ci_high_text
    from indirect
    where study_table = first_table

),

judged as (

    select * from of_dig
    union all
    select * from of_paths

)

select
    * exclude (above_zero),
    coalesce(above_zero > 0 and p_value < 0.05, false) as holds
from judged
