-- The paper's Table 2: size, mean, spread and range of each variable of the panel; the
-- standard deviation is that of the sample. Variables of robustness checks have no row.
-- Grain: one row per variable.

with observed as (

    select
        variables.variable,
        {{ value_of_variable('variables.variable', 'panel') }} as value
    from {{ ref('study_panel') }} as panel
    cross join {{ ref('variables') }} as variables
    where coalesce(variables.role, '') <> 'robustness'

)

select
    variable,
    count(value) as n,
    avg(value) as mean,
    stddev_samp(value) as std_dev,
    min(value) as minimum,
    max(value) as maximum
from observed
group by variable
