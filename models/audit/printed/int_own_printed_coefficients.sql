-- Printed coefficients of this study's paper, as text, without columns that belong to another study.
-- Grain: one row per printed column and term.

select
    coefficients.study_table,
    coefficients.column_no,
    coefficients.term,
    coefficients.coefficient,
    coefficients.std_error,
    coefficients.stars
from {{ ref('printed_coefficients') }} as coefficients
cross join {{ ref('stg_settings') }} as settings
left join {{ ref('printed_models') }} as models
    on
        coefficients.study_table = models.study_table
        and coefficients.column_no = models.column_no
where coalesce(models.study_id, settings.study_id, '') in ('', settings.study_id)
