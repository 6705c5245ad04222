-- The panel that the study runs on: a column for each row of seeds/variables.csv, null where there are no
-- data.
-- Grain: one row per sample region and year of the window.

select
    variables.region_code,
    variables.year,
    regions.group_paper,
    regions.group_nbs,
    digital_groups.digital_group
    {%- for row in panel_variables() %},
    variables.{{ quoted_name(row.variable) }}
    {%- endfor %}
from {{ ref('int_panel_variables') }} as variables
inner join {{ ref('regions') }} as regions
    on variables.region_code = regions.region_code
left join {{ ref('int_digital_groups') }} as digital_groups
    on variables.region_code = digital_groups.region_code
