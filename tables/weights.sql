-- Entropy, divergence and weight of every digital indicator, and why one is left out of the index.
-- Grain: one row per digital indicator, dimension by dimension, the heaviest first.

select
    coalesce(indicators.zh, digital.indicator_id) as label_zh,
    coalesce(indicators.en, digital.indicator_id) as label_en,
    dimensions.zh as dimension_zh,
    dimensions.en as dimension_en,
    digital.entropy,
    digital.divergence,
    digital.weight,
    case
        when digital.reason_left_out <> '' then coalesce(reasons.zh, digital.reason_left_out)
    end as left_out_zh,
    case
        when digital.reason_left_out <> '' then coalesce(reasons.en, digital.reason_left_out)
    end as left_out_en
from marts.digital_weights as digital
left join labels as indicators on indicators.kind = 'indicator' and digital.indicator_id = indicators.code
left join labels as dimensions on dimensions.kind = 'dimension' and digital.dimension = dimensions.code
left join labels as reasons on reasons.kind = 'left_out' and digital.reason_left_out = reasons.code
order by
    digital.weight is null asc,
    dimensions.place asc,
    digital.weight desc,
    digital.indicator_id asc
