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
        words.place,
        words.zh || ' ' || format('{:.1f}%', 100 * sum(weights.weight)) as share_zh,
        words.en || ' ' || format('{:.1f}%', 100 * sum(weights.weight)) as share_en
    from weights
    inner join labels as words on words.kind = 'dimension' and weights.dimension = words.code
    where weights.weight is not null
    group by weights.dimension, words.place, words.zh, words.en

),

shares as (

    select
        string_agg(share_zh, '，' order by place) as shares_zh,
        string_agg(share_en, ', ' order by place) as shares_en
    from dimensions

),

heaviest as (

    select
        words.zh,
        words.en,
        format('{:.3f}', weights.weight) as weight
    from weights
    inner join labels as words on words.kind = 'indicator' and weights.indicator_id = words.code
    order by weights.weight desc nulls last, weights.indicator_id asc
    limit 1

)

select
    weights.*,
    words.short_zh as label_zh,
    words.short_en as label_en,
    format('{:.3f}', weights.weight) as shown,
    format('e {:.3f}', weights.entropy) as shown_entropy,
    count(weights.weight) over () as fact_used,
    count(*) over () as fact_all,
    heaviest.zh as fact_top_zh,
    heaviest.en as fact_top_en,
    heaviest.weight as fact_weight,
    shares.shares_zh as fact_shares_zh,
    shares.shares_en as fact_shares_en
from weights
cross join heaviest
cross join shares
inner join labels as words on words.kind = 'indicator' and weights.indicator_id = words.code
left join dimensions on weights.dimension = dimensions.dimension
order by dimensions.place asc, weights.weight desc nulls last, weights.indicator_id asc
