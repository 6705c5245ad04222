-- Years come as 2011, 2011年, 2011.0 or in full width; half a year is none.

with cases as (

    select '2011' as printed, 2011 as expected union all
    select '2011年', 2011 union all
    select '2011.0', 2011 union all
    select '２０１１', 2011 union all
    select ' 2011 年', 2011 union all
    select '2011.5', null union all
    select '11', null union all
    select '20111', null union all
    select '2011-2012', null union all
    select '', null

),

read_cases as (

    select
        printed,
        expected,
        {{ to_year(fold_text('printed')) }} as found
    from cases

)

select *
from read_cases
where
    (found is null and expected is not null)
    or (found is not null and expected is null)
    or found <> expected
