-- How much of each indicator in the index is filled rather than reported.
-- One row per indicator in the index.
select
    indicators.indicator_id as place,
    avg(case when region_indicators.fill_method = 'reported' then 0.0 else 1.0 end) as share_filled
from marts.region_indicators as region_indicators
inner join marts.indicators as indicators
    on region_indicators.indicator_id = indicators.indicator_id
where indicators.used_in_index
group by indicators.indicator_id
order by indicators.indicator_id
