-- The stars that each printed coefficient can have: by the normal, by t with residual degrees of freedom and
-- by t with clusters, because a paper may cluster without saying so. t covers the whole rounding interval. If
-- the seed says that standard errors are conventional, clusters are not considered; if brackets contain p,
-- only p counts.
-- Grain: one row per printed coefficient that has something in its brackets.

with coefficients as (

    select
        coefficients.*,
        columns_printed.degrees,
        -- Ten clusters if no observations are printed.
        case
            when coefficients.convention = 'conventional' then coalesce(columns_printed.degrees, 0)
            else coalesce(columns_printed.degrees_clusters, 9)
        end as degrees_clusters,
        coefficients.p_value is not null as is_p,
        -- For p the order is reversed: the smaller, the more stars.
        coalesce(coefficients.t_low, 0 - coefficients.p_value - coefficients.p_half_unit) as low,
        coalesce(coefficients.t_high, 0 - coefficients.p_value + coefficients.p_half_unit) as high
    from {{ ref('int_printed_coefficients') }} as coefficients
    left join {{ ref('int_printed_columns') }} as columns_printed
        on
            coefficients.study_table = columns_printed.study_table
            and coefficients.column_no = columns_printed.column_no
    where coalesce(coefficients.std_error_text, '') <> ''

),

criteria as (

    select
        coefficients.*,
        case when coefficients.is_p then -0.10 else residual.normal_10_percent end as normal_10_percent,
        case when coefficients.is_p then -0.05 else residual.normal_5_percent end as normal_5_percent,
        case when coefficients.is_p then -0.01 else residual.normal_1_percent end as normal_1_percent,
        case when coefficients.is_p then -0.10 else residual.t_10_percent end as t_10_percent,
        case when coefficients.is_p then -0.05 else residual.t_5_percent end as t_5_percent,
        case when coefficients.is_p then -0.01 else residual.t_1_percent end as t_1_percent,
        case when coefficients.is_p then -0.10 else clusters.t_10_percent end as clusters_10_percent,
        case when coefficients.is_p then -0.05 else clusters.t_5_percent end as clusters_5_percent,
        case when coefficients.is_p then -0.01 else clusters.t_1_percent end as clusters_1_percent
    from coefficients
    left join {{ ref('int_critical_values') }} as residual
        on coalesce(coefficients.degrees, 0) = residual.degrees
    left join {{ ref('int_critical_values') }} as clusters
        on coefficients.degrees_clusters = clusters.degrees

),

counted as (

    select
        *,
        {{ stars_of('low', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }} as normal_fewest,
        {{ stars_of('high', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }} as normal_most,
        {{ stars_of('low', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_fewest,
        {{ stars_of('high', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_most,
        {{ stars_of('low', 'clusters_10_percent', 'clusters_5_percent', 'clusters_1_percent') }}
            as clusters_fewest,
        {{ stars_of('high', 'clusters_10_percent', 'clusters_5_percent', 'clusters_1_percent') }}
            as clusters_most
    from criteria

),

judged as (

    select
        *,
        least(normal_fewest, t_fewest, clusters_fewest) as stars_least,
        greatest(normal_most, t_most, clusters_most) as stars_most,
        case when n_stars between normal_fewest and normal_most then 1 else 0 end
        + case when n_stars between t_fewest and t_most then 1 else 0 end
        + case when n_stars between clusters_fewest and clusters_most then 1 else 0 end as n_allowing
    from counted

)

select
    study_table,
    column_no,
    term,
    printed,
    n_stars,
    p_value,
    t_value,
    t_low,
    t_high,
    degrees,
    degrees_clusters,
    {{ stars_of('t_value', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }} as normal_stars,
    {{ stars_of('t_value', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_stars,
    {{ stars_of('t_value', 'clusters_10_percent', 'clusters_5_percent', 'clusters_1_percent') }}
        as clusters_stars,
    stars_least,
    stars_most,
    normal_fewest,
    normal_most,
    t_fewest,
    t_most,
    clusters_fewest,
    clusters_most,
    case
        when low is null then 'suspect'
        when
            stars_least = 0 and stars_most = 3 and greatest(normal_fewest, t_fewest, clusters_fewest) = 0
            and least(normal_most, t_most, clusters_most) = 3
            then 'too coarse to judge'
        when n_allowing = 3 then 'consistent'
        when n_allowing > 0 then 'borderline'
        else 'inconsistent'
    end as verdict
from judged
