-- A number is what matches the pattern; everything that a bare cast would guess at is none.

with cases as (

    select '1234.5' as printed, 1234.5e0 as expected union all
    select '1,234.5', 1234.5e0 union all
    select '1，234，567', 1234567e0 union all
    select '１２．５', 12.5e0 union all
    select ' 12 345 ', 12345e0 union all
    select '(12.5)', -12.5e0 union all
    select '（1,200）', -1200e0 union all
    select '-3.2', -3.2e0 union all
    select '－3.2', -3.2e0 union all
    select '.5', 0.5e0 union all
    select '2.', 2e0 union all
    select '1.5E+3', 1500e0 union all
    select '1_000', null union all
    select 'nan', null union all
    select 'inf', null union all
    select '12,34', null union all
    select '1.2.3', null union all
    select '12a', null union all
    select '', null union all
    select '1/2', null

),

read_cases as (

    select
        printed,
        expected,
        {{ to_number(fold_text('printed')) }} as found
    from cases

)

select *
from read_cases
where
    (found is null and expected is not null)
    or (found is not null and expected is null)
    or abs(found - expected) > 1e-12
