-- The printed descriptive statistics of this study's paper as numbers; none where the printed tables are
-- another study's.
-- Grain: one row per printed variable.

with other_studies as (

    select count(*) as n_columns
    from {{ ref('printed_models') }} as models
    cross join {{ ref('stg_settings') }} as settings
    where models.study_id <> settings.study_id

)

select
    printed.variable,
    {{ to_number(fold_number('printed.n')) }} as printed_n,
    {{ to_number(fold_number('printed.maximum')) }} as printed_maximum,
    {{ to_number(fold_number('printed.minimum')) }} as printed_minimum,
    {{ to_number(fold_number('printed.std_dev')) }} as printed_std_dev
from {{ ref('printed_descriptives') }} as printed
cross join other_studies
where other_studies.n_columns = 0
