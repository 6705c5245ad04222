-- Series whose basis changes inside the window and that the study's models use.
-- One row per indicator with values.
select
    indicators.indicator_id
    || coalesce(' (' || string_agg(
        cast(warnings.break_year as string) || ' -> ' || warnings.variable, ', '
        order by warnings.break_year asc, warnings.variable asc
    ) || ')', '') as place,
    count(warnings.variable) as breaks_used
from (select distinct indicator_id from marts.region_indicators) as indicators
left join marts.break_warnings as warnings
    on indicators.indicator_id = warnings.indicator_id
group by indicators.indicator_id
order by indicators.indicator_id
