-- Entropy weights: an indicator that distinguishes region-years more clearly has a higher weight.
-- p = z / sum z; e = -(1 / ln N) sum p ln p with N the number of region-years; d = 1 - e; w = d / sum d
-- (Shannon 1948; the entropy weight method of the paper's Table 1). 0 ln 0 counts as 0, nothing is shifted.
-- With S = sum z, -sum p ln p = ln S - sum z ln z / S: one pass with three sums per indicator, no windows.
-- Dividing by ln T instead of ln N, as a widely copied script does, gives e above 1 and reverses the weights.
-- Grain: one row per index and indicator in use.

with sums as (

    select
        index_id,
        indicator_id,
        count(*) as n_region_years,
        sum(scaled_value) as total,
        sum(case when scaled_value > 0 then scaled_value * ln(scaled_value) else 0 end) as total_z_ln_z
    from {{ ref('int_scaled_indicators') }}
    group by index_id, indicator_id

),

entropies as (

    select
        index_id,
        indicator_id,
        (ln(nullif(total, 0)) - total_z_ln_z / nullif(total, 0)) / nullif(ln(n_region_years), 0) as entropy
    from sums

)

select
    index_id,
    indicator_id,
    entropy,
    1 - entropy as divergence,
    (1 - entropy) / nullif(sum(1 - entropy) over (partition by index_id), 0) as weight
from entropies
