-- Printed columns that belong to this study's paper: those whose study_id is this study's or empty.
-- Everything that shows or checks printed numbers starts from the three int_own_ models.
-- Grain: one row per printed column.

select
    models.study_table,
    models.column_no,
    models.outcome,
    models.group_label,
    models.r2,
    models.n_obs,
    models.convention,
    models.r2_kind,
    models.n_regions,
    models.n_years
from {{ ref('printed_models') }} as models
cross join {{ ref('stg_settings') }} as settings
where coalesce(models.study_id, settings.study_id, '') in ('', settings.study_id)
