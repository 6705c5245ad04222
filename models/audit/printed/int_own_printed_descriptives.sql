-- Printed descriptive statistics of this study's paper, as text. They have no study_id of their own, so none
-- are shown if a printed column belongs to another study.
-- Grain: one row per printed variable.

with other_studies as (

    select count(*) as n_columns
    from {{ ref('printed_models') }} as models
    cross join {{ ref('stg_settings') }} as settings
    where models.study_id <> settings.study_id

)

select
    descriptives.variable,
    descriptives.n,
    descriptives.maximum,
    descriptives.minimum,
    descriptives.std_dev
from {{ ref('printed_descriptives') }} as descriptives
cross join other_studies
where other_studies.n_columns = 0
