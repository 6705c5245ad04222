-- Change of TSI from the first to the last year, within and between industries.
-- Grain: one row per region and part of the change.

with changes as (

    select
        region_code,
        tsi_change,
        within_industries,
        between_industries
    from analysis.tsi_change_within_and_between_industries
    where tsi_change is not null

),

facts as (

    select
        format('{:.1f}%', 100 * coalesce(sum(within_industries) / nullif(sum(tsi_change), 0), 0)) as share,
        arg_max(region_code, tsi_change) as top_region,
        format('{:.1f}', max(tsi_change) / 1000) as top_change
    from changes

)

select
    changes.*,
    words.zh as label_zh,
    words.en as label_en,
    facts.share as fact_share,
    facts.top_change as fact_change,
    top_names.zh as fact_top_zh,
    top_names.en as fact_top_en
from changes
cross join facts
inner join labels as words on words.kind = 'region' and changes.region_code = words.code
inner join labels as top_names on top_names.kind = 'region' and facts.top_region = top_names.code
order by changes.tsi_change desc, changes.region_code asc
