-- The study's main index, the digital technology index, by region and year, with the contributions of the
-- paper's four dimensions; digital_contributions has every dimension.
-- Grain: one row per region and year.

with contributions as (

    select
        index_id,
        region_code,
        year,
        max(case when dimension = 'infrastructure' then contribution end) as contribution_infrastructure,
        max(case when dimension = 'application' then contribution end) as contribution_application,
        max(case when dimension = 'industry' then contribution end) as contribution_industry,
        max(case when dimension = 'innovation' then contribution end) as contribution_innovation
    from {{ ref('int_digital_contributions') }}
    group by index_id, region_code, year

)

select
    digital_index.region_code,
    digital_index.year,
    digital_index.digital_index,
    contributions.contribution_infrastructure,
    contributions.contribution_application,
    contributions.contribution_industry,
    contributions.contribution_innovation,
    rank() over (partition by digital_index.year order by digital_index.digital_index desc) as rank_in_year
from {{ ref('int_digital_index') }} as digital_index
inner join {{ ref('stg_settings') }} as settings
    on digital_index.index_id = settings.main_index
left join contributions
    on
        digital_index.index_id = contributions.index_id
        and digital_index.region_code = contributions.region_code
        and digital_index.year = contributions.year
