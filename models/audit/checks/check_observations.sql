{{ config(meta={'values': ['printed', 'full_text', 'n_regions', 'n_years', 'panels']}) }}
-- A column for the full sample has regions x years rows, or fewer whole years (a lag, a difference); a column
-- for a group has a multiple of the years. Regions and years are the paper's own; if its seed does not give
-- them, nothing is checked.
-- Grain: one row per printed column with observations, whose paper's regions and years are known.

with columns_printed as (

    select
        models.study_table,
        models.column_no,
        models.n_obs_text as printed,
        models.n_obs,
        models.n_regions,
        models.n_years,
        coalesce(models.sample_condition, 'unknown') as sample_condition,
        panels.panels,
        cast(models.n_regions as string) || ' x ' || cast(models.n_years as string) as full_text,
        models.n_obs = models.n_regions * floor(models.n_obs / models.n_regions) as has_whole_years,
        models.n_obs = models.n_years * floor(models.n_obs / models.n_years) as has_whole_regions
    from {{ ref('int_printed_columns') }} as models
    inner join {{ ref('int_balanced_panels') }} as panels
        on
            models.study_table = panels.study_table
            and models.column_no = panels.column_no

),

judged as (

    select
        *,
        case
            when n_obs > n_regions * n_years then 'inconsistent'
            when n_obs = n_regions * n_years then 'consistent'
            when has_whole_years and sample_condition in ('', 'unknown') then 'consistent'
            when has_whole_regions and sample_condition <> '' then 'consistent'
            else 'suspect'
        end as verdict
    from columns_printed

)

select
    study_table,
    column_no,
    cast(null as string) as term,
    printed,
    case when verdict = 'consistent' then null else full_text end as expected,
    verdict,
    case
        when verdict <> 'suspect' then verdict
        when panels = '' then 'suspect no_panel'
        else 'suspect panels'
    end as parts,
    full_text,
    n_regions,
    n_years,
    panels
from judged
