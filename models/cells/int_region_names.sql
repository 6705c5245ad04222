-- Every name under which a region may be printed, folded, with its region; codes and names of the seed are
-- included.
-- Grain: one row per folded name.

with named as (

    select
        region_code,
        alias,
        1 as trust
    from {{ ref('region_aliases') }}

    union all

    select
        region_code,
        region_code as alias,
        2 as trust
    from {{ ref('regions') }}

    union all

    select
        region_code,
        name_zh as alias,
        2 as trust
    from {{ ref('regions') }}

    union all

    select
        region_code,
        name_en as alias,
        2 as trust
    from {{ ref('regions') }}

),

folded as (

    select
        region_code,
        {{ region_key('alias') }} as region_key,
        trust
    from named

),

ranked as (

    -- An alias takes precedence over a name in the regions seed, because it is an editorial decision.
    select
        region_key,
        region_code,
        row_number() over (partition by region_key order by trust asc, region_code asc) as place
    from folded
    where region_key <> ''

)

select
    ranked.region_key,
    ranked.region_code,
    coalesce(regions.in_sample, false) as in_sample,
    ranked.region_code = 'ignore' as is_ignored
from ranked
left join {{ ref('regions') }} as regions
    on ranked.region_code = regions.region_code
where ranked.place = 1
