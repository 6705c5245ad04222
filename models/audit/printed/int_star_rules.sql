-- How many borderline stars of a table each rule leaves unexplained: conventional (the normal, or t of the
-- residuals), or t of the clusters, whose number is observations over years.
-- Grain: one row per borderline coefficient and rule; n_years_tried is 0 for the conventional one.

with borderline as (

    select
        stars.*,
        columns_printed.n_obs
    from {{ ref('int_printed_stars') }} as stars
    inner join {{ ref('int_printed_columns') }} as columns_printed
        on
            stars.study_table = columns_printed.study_table
            and stars.column_no = columns_printed.column_no
    where
        stars.verdict = 'borderline'
        and stars.t_value is not null
        and columns_printed.n_obs is not null

),

-- Year counts of 2 to 40 are tried. Beyond 99 clusters the bounds are those of 99 clusters and of the normal.
clustered as (

    select
        borderline.*,
        years.degrees as n_years_tried,
        cast(least(greatest(floor(borderline.n_obs / (years.degrees + 1)), 2) - 1, 99) as integer)
            as fewest_degrees,
        cast(
            case
                when borderline.n_obs / (years.degrees - 1) > 100 then 0
                else ceil(borderline.n_obs / (years.degrees - 1)) - 1
            end as integer
        ) as most_degrees
    from borderline
    inner join {{ ref('int_critical_values') }} as years
        on years.degrees between 2 and 40

),

tried as (

    select
        clustered.study_table,
        clustered.column_no,
        clustered.term,
        clustered.n_years_tried,
        clustered.n_stars between
        {{ stars_of('t_low', 'fewest.t_10_percent', 'fewest.t_5_percent', 'fewest.t_1_percent') }}
        and {{ stars_of('t_high', 'most.t_10_percent', 'most.t_5_percent', 'most.t_1_percent') }} as allows
    from clustered
    inner join {{ ref('int_critical_values') }} as fewest
        on clustered.fewest_degrees = fewest.degrees
    inner join {{ ref('int_critical_values') }} as most
        on greatest(clustered.most_degrees, 0) = most.degrees

    union all

    select
        study_table,
        column_no,
        term,
        0 as n_years_tried,
        n_stars between t_fewest and normal_most as allows
    from borderline

),

counted as (

    select
        *,
        sum(case when allows then 0 else 1 end) over (partition by study_table, n_years_tried) as n_left
    from tried

)

select
    *,
    min(n_left) over (partition by study_table) as n_left_least
from counted
