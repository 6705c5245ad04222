-- The digital technology index with other weights: the same scaled indicators, weighted equally, or by the
-- entropy of each year's own regions instead of all region-years pooled.
-- Within a year p = z / sum z over regions and e = -(1 / ln n) sum p ln p with n the year's regions; the
-- weights then change from year to year, so dig_yearly compares regions within a year, not years.
-- An indicator that is zero in every region of a year distinguishes none: e = 1, and its weight is zero.
-- Grain: one row per index, region and year.

with proportions as (

    select
        index_id,
        region_code,
        year,
        indicator_id,
        scaled_value,
        scaled_value
        / nullif(sum(scaled_value) over (partition by index_id, year, indicator_id), 0) as proportion,
        count(*) over (partition by index_id, year, indicator_id) as n_regions
    from {{ ref('int_scaled_indicators') }}

),

entropies as (

    select
        index_id,
        year,
        indicator_id,
        case
            when max(proportion) is null then 1
            else
                (0 - sum(case when proportion > 0 then proportion * ln(proportion) else 0 end))
                / nullif(ln(max(n_regions)), 0)
        end as entropy
    from proportions
    group by index_id, year, indicator_id

),

yearly_weights as (

    select
        index_id,
        year,
        indicator_id,
        (1 - entropy) / nullif(sum(1 - entropy) over (partition by index_id, year), 0) as weight
    from entropies

)

select
    proportions.index_id,
    proportions.region_code,
    proportions.year,
    avg(proportions.scaled_value) as index_equal_weights,
    sum(yearly_weights.weight * proportions.scaled_value) as index_yearly_entropy
from proportions
inner join yearly_weights
    on
        proportions.index_id = yearly_weights.index_id
        and proportions.year = yearly_weights.year
        and proportions.indicator_id = yearly_weights.indicator_id
group by proportions.index_id, proportions.region_code, proportions.year
