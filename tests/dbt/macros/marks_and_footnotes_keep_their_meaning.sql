-- A yearbook's marks each keep their meaning, and a footnote mark leaves the number it stands on.

with cases as (

    select
        printed,
        expected_mark,
        expected_number
    from (
        values
        ('…', 'below_half_unit', cast(null as double)),
        ('……', 'below_half_unit', null),
        ('...', 'below_half_unit', null),
        ('‥', 'below_half_unit', null),
        ('—', 'none_or_not_counted', null),
        ('‐', 'none_or_not_counted', null),
        ('──', 'none_or_not_counted', null),
        ('－', 'none_or_not_counted', null),
        ('−', 'none_or_not_counted', null),
        (' - ', 'none_or_not_counted', null),
        ('', 'empty_cell', null),
        ('　 ', 'empty_cell', null),
        ('NA', 'not_available', null),
        ('N/A', 'not_available', null),
        ('#N/A', 'not_available', null),
        ('#', 'not_available', null),
        ('＃', 'not_available', null),
        ('*', 'not_available', null),
        ('＊＊', 'not_available', null),
        ('暂 无', 'not_available', null),
        ('n.a.', 'not_available', null),
        ('(NA)', 'not_available', null),
        (':', 'not_available', null),
        ('-888888888', 'not_available', -888888888e0),
        ('一', 'none_or_not_counted', null),
        ('C', 'suppressed', null),
        ('(D)', 'suppressed', null),
        ('（Ｄ）', 'suppressed', null),
        ('保密', 'suppressed', null),
        ('(L)', 'below_half_unit', null),
        ('-88', null, -88e0),
        ('cd', null, null),
        ('未公布', 'not_available', null),
        ('#DIV/0!', 'error_cell', null),
        ('#REF!', 'error_cell', null),
        ('123.4①', null, 123.4e0),
        ('123.4 ②', null, 123.4e0),
        ('①123.4', null, 123.4e0),
        ('5*', null, 5e0),
        ('５＊', null, 5e0),
        ('-5†', null, -5e0),
        ('①', null, null),
        ('0', null, 0e0),
        ('约5', null, null),
        ('123.4 1)', null, null),
        ('123.4[1]', null, null)
    ) as listed (printed, expected_mark, expected_number)

),

read_cases as (

    select
        *,
        {{ missing_mark(fold_text('printed')) }} as found_mark,
        {{ to_number(without_footnote(fold_number('printed'))) }} as found_number
    from cases

)

select *
from read_cases
where
    coalesce(found_mark, 'none') <> coalesce(expected_mark, 'none')
    or coalesce(found_number, -1) <> coalesce(expected_number, -1)
