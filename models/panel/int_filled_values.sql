-- Gaps filled by linear interpolation between the nearest reported years of the same region, using all
-- reported years; the window is applied afterwards. Nothing is filled beyond the first or last report, unless
-- the study asks for carried values. Reported values are never altered.
-- Grain: one row per region, year of the window and indicator that has a value.

with spine as (

    select
        region_code,
        year,
        in_window,
        indicator_id,
        value
    from {{ ref('int_region_year_indicators') }}

),

neighbours as (

    select
        *,
        max(case when value is not null then year end) over (
            partition by region_code, indicator_id
            order by year
            rows between unbounded preceding and current row
        ) as year_before,
        min(case when value is not null then year end) over (
            partition by region_code, indicator_id
            order by year
            rows between current row and unbounded following
        ) as year_after
    from spine

),

joined as (

    select
        neighbours.*,
        before_gap.value as value_before,
        after_gap.value as value_after,
        settings.carry,
        settings.fill = 'interpolate' and before_gap.value is not null and after_gap.value is not null
            as lies_between_reports
    from neighbours
    cross join {{ ref('stg_settings') }} as settings
    left join spine as before_gap
        on
            neighbours.region_code = before_gap.region_code
            and neighbours.indicator_id = before_gap.indicator_id
            and neighbours.year_before = before_gap.year
    left join spine as after_gap
        on
            neighbours.region_code = after_gap.region_code
            and neighbours.indicator_id = after_gap.indicator_id
            and neighbours.year_after = after_gap.year

),

filled as (

    select
        region_code,
        year,
        in_window,
        indicator_id,
        year_before,
        year_after,
        case
            when value is not null then value
            when lies_between_reports
                then
                    value_before
                    + (value_after - value_before)
                    * (year - year_before) / nullif(year_after - year_before, 0)
            when value_after is null and carry in ('forward', 'both') then value_before
            when value_before is null and carry in ('backward', 'both') then value_after
        end as value,
        case
            when value is not null then 'reported'
            when lies_between_reports then 'interpolated'
            else 'carried'
        end as fill_method
    from joined

)

select
    region_code,
    year,
    indicator_id,
    value,
    fill_method,
    year_before,
    year_after
from filled
where
    in_window
    and value is not null
