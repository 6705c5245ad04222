-- Every reported value, in the currency of the study: trade printed only in dollars is converted to yuan at
-- the average rate of its own year before any gap is filled, so that one series continues through the year in
-- which the source changed from dollars to yuan. Dollars and yuan are one series only if raw_series gives
-- both the same priority.
-- Grain: one row per region, year and indicator that was reported.

with observations as (

    select
        region_code,
        year,
        indicator_id,
        value,
        priority,
        source_file,
        sheet,
        cell
    from {{ ref('int_observations') }}

),

yuan_priorities as (

    select
        indicator_id,
        min(priority) as priority
    from observations
    where indicator_id = 'trade_cny'
    group by indicator_id

),

converted as (

    select
        dollars.region_code,
        dollars.year,
        'trade_cny' as indicator_id,
        dollars.value * exchange_rates.cny_per_usd / 10000 as value,
        dollars.source_file,
        dollars.sheet,
        dollars.cell
    from observations as dollars
    inner join {{ ref('exchange_rates') }} as exchange_rates
        on dollars.year = exchange_rates.year
    left join yuan_priorities
        on yuan_priorities.indicator_id = 'trade_cny'
    left join observations as yuan
        on
            dollars.region_code = yuan.region_code
            and dollars.year = yuan.year
            and yuan.indicator_id = 'trade_cny'
    where
        dollars.indicator_id = 'trade_usd'
        and yuan.value is null
        and coalesce(yuan_priorities.priority = dollars.priority, true)

)

select
    region_code,
    year,
    indicator_id,
    value,
    source_file,
    sheet,
    cell
from observations

union all

select
    region_code,
    year,
    indicator_id,
    value,
    source_file,
    sheet,
    cell
from converted
