-- A yearbook's marks each keep their meaning, and a footnote mark leaves the number it stands on.

with cases as (

    select '…' as printed, 'below_half_unit' as expected_mark, cast(null as double) as expected_number union all
    select '—', 'none_or_not_counted', null union all
    select '－', 'none_or_not_counted', null union all
    select '-', 'none_or_not_counted', null union all
    select '', 'empty_cell', null union all
    select '  ', 'empty_cell', null union all
    select 'NA', 'not_available', null union all
    select '#N/A', 'not_available', null union all
    select '#', 'not_available', null union all
    select '*', 'not_available', null union all
    select '#DIV/0!', 'error_cell', null union all
    select '123.4①', null, 123.4e0 union all
    select '5*', null, 5e0 union all
    select '0', null, 0e0 union all
    select '约5', null, null

),

read_cases as (

    select
        *,
        {{ missing_mark(fold_text('printed')) }} as found_mark,
        {{ to_number(without_footnote(fold_text('printed'))) }} as found_number
    from cases

)

select *
from read_cases
where
    coalesce(found_mark, 'none') <> coalesce(expected_mark, 'none')
    or coalesce(found_number, -1) <> coalesce(expected_number, -1)
