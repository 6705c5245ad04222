-- Weight and entropy of each digital indicator, by dimension, the heaviest first in each.
-- Grain: one row per digital indicator; those left out of the index have no weight.

with weights as (

    select
        indicator_id,
        dimension,
        entropy,
        divergence,
        weight,
        reason_left_out
    from marts.digital_weights

),

dimensions as (

    select
        weights.dimension,
        names.place,
        names.zh || ' ' || format('{:.1f}%', 100 * sum(weights.weight)) as share_zh,
        names.en || ' ' || format('{:.1f}%', 100 * sum(weights.weight)) as share_en
    from weights
    inner join labels as names on names.kind = 'dimension' and weights.dimension = names.code
    where weights.weight is not null
    group by weights.dimension, names.place, names.zh, names.en

),

heaviest as (

    select
        names.zh,
        names.en,
        format('{:.3f}', weights.weight) as weight
    from weights
    inner join labels as names on names.kind = 'indicator' and weights.indicator_id = names.code
    order by weights.weight desc nulls last, weights.indicator_id
    limit 1

)

select
    weights.*,
    names.short_zh as label_zh,
    names.short_en as label_en,
    format('{:.3f}', weights.weight) as shown,
    format('e {:.3f}', weights.entropy) as shown_entropy,
    count(weights.weight) over () as fact_used,
    count(*) over () as fact_all,
    heaviest.zh as fact_top_zh,
    heaviest.en as fact_top_en,
    heaviest.weight as fact_weight,
    (select string_agg(share_zh, '，' order by place) from dimensions) as fact_shares_zh,
    (select string_agg(share_en, ', ' order by place) from dimensions) as fact_shares_en
from weights
cross join heaviest
inner join labels as names on names.kind = 'indicator' and weights.indicator_id = names.code
left join dimensions on weights.dimension = dimensions.dimension
order by dimensions.place, weights.weight desc nulls last, weights.indicator_id
