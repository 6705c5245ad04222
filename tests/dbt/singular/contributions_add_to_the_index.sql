-- The dimensions' contributions add up to the index, in the marts, whatever the study's dimensions are.

select
    digital_index.region_code,
    digital_index.year,
    digital_index.digital_index,
    sum(contributions.contribution) as added_up
from {{ ref('digital_index') }} as digital_index
left join {{ ref('digital_contributions') }} as contributions
    on
        digital_index.region_code = contributions.region_code
        and digital_index.year = contributions.year
group by digital_index.region_code, digital_index.year, digital_index.digital_index
having abs(coalesce(sum(contributions.contribution), 0) - digital_index.digital_index) > 1e-9
