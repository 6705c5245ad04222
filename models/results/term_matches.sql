-- The name under which a model has a term that the paper prints or that another model of its table has: the
-- term itself; else one made of the same variable (a printed lnpgdp is diff(lnpgdp) in the differenced
-- variant); else a variant of it (a printed dig is dig_pca in table 7).
-- Grain: one row per model and term asked for, of those that the model has.

with model_terms as (

    select distinct
        estimates.study_table,
        estimates.column_no,
        estimates.variant,
        estimates.outcome,
        estimates.term,
        {{ variable_of_term('estimates.term') }} as variable,
        position(estimates.term in substr(models.formula, position('~' in models.formula))) as place
    from {{ source('results', 'estimates') }} as estimates
    inner join {{ source('results', 'models') }} as models
        on
            estimates.study_table = models.study_table
            and estimates.column_no = models.column_no
            and estimates.variant = models.variant
            and estimates.outcome = models.outcome

),

asked as (

    select
        study_table,
        term,
        variable
    from model_terms
    union
    select
        study_table,
        term,
        {{ variable_of_term('term') }} as variable
    from {{ ref('int_own_printed_coefficients') }}

),

ranked as (

    select
        model_terms.study_table,
        model_terms.column_no,
        model_terms.variant,
        model_terms.outcome,
        asked.term as asked_term,
        model_terms.term,
        row_number() over (
            partition by
                model_terms.study_table, model_terms.column_no, model_terms.variant, model_terms.outcome,
                asked.term
            order by
                case
                    when model_terms.term = asked.term then 1
                    when model_terms.variable = asked.variable then 2
                    else 3
                end,
                model_terms.place,
                model_terms.term
        ) as preference
    from model_terms
    inner join asked
        on
            model_terms.study_table = asked.study_table
            and (
                model_terms.variable = asked.variable
                or starts_with(model_terms.variable, asked.variable || '_')
            )

)

select
    study_table,
    column_no,
    variant,
    outcome,
    asked_term,
    term
from ranked
where preference = 1
