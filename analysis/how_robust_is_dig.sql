-- How robust is the coefficient of Dig across models, variants and types of standard error?
-- One row per model and convention.

select
    estimates.study_table,
    estimates.column_no,
    estimates.variant,
    estimates.outcome,
    estimates.term,
    estimates.vcov,
    estimates.coefficient,
    estimates.std_error,
    estimates.p_value,
    estimates.ci_low,
    estimates.ci_high,
    models.n_obs,
    models.n_regions
from results.estimates
inner join results.models
    on
        estimates.study_table = models.study_table
        and estimates.column_no = models.column_no
        and estimates.variant = models.variant
where estimates.term like '%dig%'
order by estimates.study_table, estimates.column_no, estimates.variant, estimates.vcov
