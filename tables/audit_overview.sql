-- Number of findings of each check by verdict; 'too coarse to judge' only if there are any.
-- Grain: one row per check, and a total.

with counted as (

    select
        check_name,
        check_name is null as is_foot,
        count(*) filter (where verdict = 'inconsistent') as inconsistent,
        count(*) filter (where verdict = 'suspect') as suspect,
        count(*) filter (where verdict = 'borderline') as borderline,
        count(*) filter (where verdict = 'consistent') as consistent,
        count(*) filter (where verdict = 'too coarse to judge') as too_coarse,
        count(*) as total
    from marts.published_audit
    group by rollup(check_name)
    having count(*) > 0

)

select
    coalesce(checks.zh, replace(counted.check_name, '_', ' '), totals.zh) as label_zh,
    coalesce(checks.en, replace(counted.check_name, '_', ' '), totals.en) as label_en,
    counted.is_foot,
    case when counted.is_foot or counted.inconsistent > 0 then counted.inconsistent end as inconsistent,
    case when counted.is_foot or counted.suspect > 0 then counted.suspect end as suspect,
    case when counted.is_foot or counted.borderline > 0 then counted.borderline end as borderline,
    case when counted.is_foot or counted.consistent > 0 then counted.consistent end as consistent,
    nullif(counted.too_coarse, 0) as too_coarse,
    counted.total
from counted
inner join labels as totals on totals.kind = 'table' and totals.code = 'total'
left join labels as checks on checks.kind = 'check' and counted.check_name = checks.code
order by counted.check_name asc nulls last
