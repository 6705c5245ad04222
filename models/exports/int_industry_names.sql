-- Every name under which an industry may be printed, folded, with its industry, in every edition of the
-- classification; codes and names of the seed are included.
-- Grain: one row per folded name.

with named as (

    select
        industry_code,
        alias,
        1 as trust
    from {{ ref('industry_aliases') }}

    union all

    select
        industry_code,
        industry_code as alias,
        2 as trust
    from {{ ref('industries') }}

    union all

    select
        industry_code,
        name_zh as alias,
        3 as trust
    from {{ ref('industries') }}

    union all

    select
        industry_code,
        name_en as alias,
        3 as trust
    from {{ ref('industries') }}

),

folded as (

    select
        industry_code,
        {{ fold_text('alias') }} as industry_key,
        trust
    from named

),

ranked as (

    select
        industry_key,
        industry_code,
        row_number() over (partition by industry_key order by trust asc, industry_code asc) as place
    from folded
    where industry_key <> ''

)

select
    industry_key,
    industry_code
from ranked
where place = 1
