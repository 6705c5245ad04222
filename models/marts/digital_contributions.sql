-- Contribution of each dimension to the main index, as rows, for studies with dimensions other than the
-- paper's four.
-- Grain: one row per region, year and dimension.

select
    contributions.region_code,
    contributions.year,
    contributions.dimension,
    contributions.contribution
from {{ ref('int_digital_contributions') }} as contributions
inner join {{ ref('stg_settings') }} as settings
    on contributions.index_id = settings.main_index
