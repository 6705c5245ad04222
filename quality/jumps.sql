-- Jumps that no row of series_breaks explains, with the largest of each indicator and its cell.
-- One row per indicator that has values.
with jumps as (
    select
        indicator_id,
        region_code || ' ' || cast(year as string) || ', ' || source_file || ', ' || cell as described,
        row_number() over (partition by indicator_id order by deviations_off desc, region_code asc, year asc) as place
    from marts.suspicious_jumps
    where not is_explained
),

counted as (
    select
        indicator_id,
        count(*) as jumps_unexplained,
        max(case when place = 1 then described end) as largest
    from jumps
    group by indicator_id
)

select
    indicators.indicator_id || coalesce(' (' || counted.largest || ')', '') as place,
    coalesce(counted.jumps_unexplained, 0) as jumps_unexplained
from (select distinct indicator_id from marts.region_indicators) as indicators
left join counted
    on indicators.indicator_id = counted.indicator_id
order by indicators.indicator_id
