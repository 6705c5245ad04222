-- Identifies this release and its inputs.
-- Grain: one row.

with used as (

    select
        count(*) filter (where index_indicators.used_in_index) as n_used,
        count(*) as n_digital
    from {{ ref('int_index_indicators') }} as index_indicators
    inner join {{ ref('stg_settings') }} as settings
        on index_indicators.index_id = settings.main_index

),

simulated as (

    select count(*) > 0 as is_simulated
    from {{ ref('stg_raw_files') }}
    where source_file = 'SIMULATED'

),

warned as (

    -- The number of kinds of warnings, and the count of each.
    select
        count(*) as n_warnings,
        coalesce({{ joined_texts("kind_of_warning || ' ' || cast(n_found as string)") }}, '') as warnings
    from (
        select
            trim(code || ' ' || check_name) as kind_of_warning,
            sum(n_found) as n_found
        from {{ source('results', 'warnings') }}
        group by trim(code || ' ' || check_name)
    ) as kinds

),

lost as (

    select count(*) as n_losses_accepted
    from {{ source('results', 'losses') }}
    where release_id = '{{ env_var("TSI_RELEASE_ID", "dev") }}'

)

select
    '{{ env_var("TSI_RELEASE_ID", "dev") }}' as release_id,
    '{{ env_var("TSI_BUILT_AT", run_started_at.strftime("%Y-%m-%dT%H:%M:%SZ")) }}' as built_at,
    settings.study_id,
    simulated.is_simulated,
    settings.first_year,
    settings.last_year,
    cast(used.n_used as string) || ' of ' || cast(used.n_digital as string) as indicators_used,
    '1' as contract_version,
    cast(warned.n_warnings as integer) as n_warnings,
    warned.warnings,
    cast(lost.n_losses_accepted as integer) as n_losses_accepted
from {{ ref('stg_settings') }} as settings
cross join used
cross join simulated
cross join warned
cross join lost
