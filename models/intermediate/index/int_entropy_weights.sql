-- Entropy weights: an indicator that tells region-years apart weighs more.
-- p = z / sum z; e = -(1 / ln N) sum p ln p with N the number of region-years; d = 1 - e; w = d / sum d
-- (Shannon 1948; the entropy weight method of the paper's Table 1). 0 ln 0 counts as 0, nothing is shifted.
-- Dividing by ln T instead of ln N, as a much-copied script does, makes e exceed 1 and turns the weights
-- over.
-- Grain: one row per indicator in use.

with proportions as (

    select
        indicator_id,
        scaled_value / nullif(sum(scaled_value) over (partition by indicator_id), 0) as proportion,
        count(*) over (partition by indicator_id) as n_region_years
    from {{ ref('int_scaled_indicators') }}

),

entropies as (

    select
        indicator_id,
        (0 - sum(case when proportion > 0 then proportion * ln(proportion) else 0 end))
        / nullif(ln(max(n_region_years)), 0) as entropy
    from proportions
    group by indicator_id

)

select
    indicator_id,
    entropy,
    1 - entropy as divergence,
    (1 - entropy) / nullif(sum(1 - entropy) over (), 0) as weight
from entropies
