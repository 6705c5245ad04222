{{ config(meta={'values': ['printed', 'expected_text', 'exchanged_text']}) }}
-- Two adjacent digits that may be exchanged: a coefficient or a standard error disagrees with comparable
-- columns, or with a mediation path, but agrees once the digits are exchanged.
-- Grain: one row per printed coefficient with the fault.

with exchanged as (

    select
        numbers.*,
        substring(numbers.number_text, 1, places.place - 1)
        || substring(numbers.number_text, places.place + 1, 1)
        || substring(numbers.number_text, places.place, 1)
        || substring(numbers.number_text, places.place + 2, 99) as exchanged_text
    from {{ ref('int_numbers_out_of_line') }} as numbers
    inner join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as places (place)
        on
            places.place < length(numbers.number_text)
            and position(substring(numbers.number_text, places.place, 1) in '0123456789') > 0
            and position(substring(numbers.number_text, places.place + 1, 1) in '0123456789') > 0

),

-- A misplaced decimal point is the better explanation of a cell.
fitting as (

    select
        exchanged.*,
        row_number() over (
            partition by exchanged.study_table, exchanged.column_no, exchanged.term
            order by exchanged.source, exchanged.exchanged_text
        ) as preference
    from exchanged
    left join {{ ref('int_printed_slips') }} as slips
        on
            exchanged.study_table = slips.study_table
            and exchanged.column_no = slips.column_no
            and exchanged.term = slips.term
            and slips.is_suspect
    where
        {{ to_number('exchanged_text') }} between exchanged.expected_low and exchanged.expected_high
        and slips.study_table is null

)

select
    study_table,
    column_no,
    term,
    printed,
    exchanged_text as expected,
    'suspect' as verdict,
    'opening ' || source as parts,
    {{ number_text('expected_low', 4) }} || ' - ' || {{ number_text('expected_high', 4) }} as expected_text,
    exchanged_text
from fitting
where preference = 1
