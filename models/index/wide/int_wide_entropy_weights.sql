-- Entropy weights of a wide panel, by the formula of int_entropy_weights, from three values per indicator
-- computed in one pass over the wide table: S = sum z, sum z ln z, and the number of values. An indicator
-- with a missing value, a value that is not a number, or the same value everywhere is left out as a whole, by
-- name.
-- Grain: one row per indicator.

{%- set indicators = wide_panel('positive') + wide_panel('negative') %}

with sums as (

    select
        count(*) as n_rows,
        {%- for indicator in indicators %}
        {%- set z = quoted_name(indicator) %}
        count({{ z }}) as {{ quoted_name('present ' ~ indicator) }},
        sum({{ z }}) as {{ quoted_name('total ' ~ indicator) }},
        sum(case when {{ z }} > 0 then {{ z }} * ln({{ z }}) else 0 end)
            as {{ quoted_name('z ln z ' ~ indicator) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_wide_scaled') }}

),

by_indicator as (
    {% for indicator in indicators %}
    select
        {{ text_literal(indicator) }} as indicator_id,
        n_rows,
        {{ quoted_name('present ' ~ indicator) }} as n_present,
        {{ quoted_name('total ' ~ indicator) }} as total,
        {{ quoted_name('z ln z ' ~ indicator) }} as total_z_ln_z
    from sums
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

entropies as (

    select
        indicator_id,
        n_rows,
        n_rows - n_present as n_missing,
        case
            when n_present = 0 then 'constant or empty'
            when n_present < n_rows then 'incomplete'
            when total = cast('nan' as double) then 'not a number'
        end as reason_left_out,
        case
            when n_present = n_rows and total < cast('infinity' as double)
                then (ln(nullif(total, 0)) - total_z_ln_z / nullif(total, 0)) / nullif(ln(n_rows), 0)
        end as entropy
    from by_indicator

)

select
    indicator_id,
    n_rows,
    n_missing,
    reason_left_out,
    entropy,
    1 - entropy as divergence,
    (1 - entropy) / nullif(sum(1 - entropy) over (), 0) as weight
from entropies
