-- Do the stars fit the coefficient and its error? *, ** and *** claim 10, 5 and 1 percent, no star claims
-- none. t is taken over the whole rounding interval, and judged by the normal and by the t distribution:
-- stars that neither allows are inconsistent, stars that only one allows are borderline, since the page
-- does not say which was used.
-- Grain: one row per printed coefficient that has an error, as a finding (int_audit_findings).

with coefficients as (

    select
        coefficients.*,
        models.degrees,
        critical.normal_10_percent,
        critical.normal_5_percent,
        critical.normal_1_percent,
        critical.t_10_percent,
        critical.t_5_percent,
        critical.t_1_percent
    from {{ ref('int_printed_coefficients') }} as coefficients
    left join {{ ref('int_printed_models') }} as models
        on
            coefficients.study_table = models.study_table
            and coefficients.column_no = models.column_no
    -- Without printed observations there is no t distribution to judge by: the normal speaks alone.
    left join {{ ref('int_critical_values') }} as critical
        on coalesce(models.degrees, 0) = critical.degrees
    where coalesce(coefficients.std_error_text, '') <> ''

),

counted as (

    select
        *,
        {{ stars_of('t_low', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_fewest,
        {{ stars_of('t_high', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_most,
        {{ stars_of('t_low', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_fewest,
        {{ stars_of('t_high', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_most
    from coefficients

),

judged as (

    select
        *,
        n_stars between normal_fewest and normal_most as normal_allows,
        n_stars between t_fewest and t_most as t_allows
    from counted

),

told as (

    select
        *,
        case
            when t_value is null then 'suspect'
            when normal_allows and t_allows then 'consistent'
            when normal_allows or t_allows then 'borderline'
            else 'inconsistent'
        end as verdict,
        {{ number_text('t_value', 2) }} as t_text,
        {{ p_bracket('t_value', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_bracket,
        {{ p_bracket('t_value', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_bracket,
        coefficient_text || stars || ' (' || std_error_text || ')' as printed
    from judged

)

select
    study_table,
    column_no,
    term,
    'stars' as check_name,
    cast(null as string) as claim,
    printed,
    case
        when t_value is null then null
        when normal_bracket = t_bracket then 't = ' || t_text || ', ' || t_bracket
        else 't = ' || t_text || ', ' || normal_bracket || ' (normal), ' || t_bracket || ' (t)'
    end as expected,
    verdict,
    case
        when t_value is null then 'unreadable'
        when verdict <> 'inconsistent' then 'opening ' || verdict
        when n_stars > normal_most then 'opening too_many'
        else 'opening too_few'
    end as parts,
    printed as value_1,
    t_text as value_2,
    {{ number_text('t_low', 3) }} as value_3,
    {{ number_text('t_high', 3) }} as value_4,
    normal_bracket as value_5,
    t_bracket as value_6,
    coalesce(cast(degrees as string), 'inf') as value_7,
    cast(null as string) as value_8,
    cast(null as string) as value_9
from told
