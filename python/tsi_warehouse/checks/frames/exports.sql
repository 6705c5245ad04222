-- Export records whose year lies outside the study's window; they are left out. A longer panel than the window,
-- one file a year, is no slip: years in one unbroken run with years inside are within reach.
-- One row per file with export records of known regions and industries.
with outcomes as (
    select source_file, year, row_count, reason
    from staging.stg_export_outcomes
    where reason in ('', 'outside_window')
),

years as (
    select
        year,
        max(case when reason = '' then 1 else 0 end) as is_inside,
        year - row_number() over (order by year) as run
    from outcomes
    group by year
),

reached as (
    select year, max(is_inside) over (partition by run) = 1 as is_within_reach
    from years
)

select
    outcomes.source_file
    || coalesce(
        ', ' || min(case when outcomes.reason = 'outside_window' then outcomes.year end)
        || '-' || max(case when outcomes.reason = 'outside_window' then outcomes.year end), ''
    ) as place,
    sum(case when outcomes.reason = 'outside_window' then outcomes.row_count else 0 end) as records_outside,
    sum(case when reached.is_within_reach then outcomes.row_count else 0 end) as records_within_reach
from outcomes
inner join reached on outcomes.year = reached.year
group by outcomes.source_file
order by outcomes.source_file
