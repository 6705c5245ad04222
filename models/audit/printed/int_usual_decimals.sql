-- The usual number of decimals of coefficients and standard errors in a table.
-- Grain: one row per printed table.

with decimals as (

    select
        study_table,
        'coefficient' as kind,
        coefficient_decimals as n_decimals
    from {{ ref('int_printed_coefficients') }}

    union all

    select
        study_table,
        'std_error' as kind,
        std_error_decimals as n_decimals
    from {{ ref('int_printed_coefficients') }}
    where coalesce(std_error_text, '') <> ''

),

ranked_decimals as (

    select
        study_table,
        kind,
        n_decimals,
        row_number() over (partition by study_table, kind order by count(*) desc, n_decimals desc) as place
    from decimals
    group by study_table, kind, n_decimals

)

select
    study_table,
    max(case when kind = 'coefficient' then n_decimals end) as usual_coefficient_decimals,
    max(case when kind = 'std_error' then n_decimals end) as usual_error_decimals
from ranked_decimals
where place = 1
group by study_table
