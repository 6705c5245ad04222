-- A number is what matches the pattern; everything that a bare cast would guess at is none.

with cases as (

    select
        printed,
        expected
    from (
        values
        ('1234.5', 1234.5e0),
        ('1,234.5', 1234.5e0),
        ('1，234，567', 1234567e0),
        ('1, 234', 1234e0),
        ('１２．５', 12.5e0),
        (' 12 345 ', 12345e0),
        ('12' || chr(160) || '345.6', 12345.6e0),
        ('　12　', 12e0),
        ('(12.5)', -12.5e0),
        ('（1,200）', -1200e0),
        ('-3.2', -3.2e0),
        ('－3.2', -3.2e0),
        ('−3.2', -3.2e0),
        ('–3.2', -3.2e0),
        ('‐3.2', -3.2e0),
        ('‑3.2', -3.2e0),
        ('- 3.2', -3.2e0),
        ('+3.2', 3.2e0),
        ('.5', 0.5e0),
        ('-.5', -0.5e0),
        ('2.', 2e0),
        ('1.5E+3', 1500e0),
        ('45.3%', 45.3e0),
        ('４５．３％', 45.3e0),
        ('45.3 %', 45.3e0),
        ('45.3%%', null),
        ('1_000', null),
        ('nan', null),
        ('inf', null),
        ('12,34', null),
        ('1,2345', null),
        ('1234 5678', null),
        ('12 34', null),
        ('1.2.3', null),
        ('12a', null),
        ('12万', null),
        ('0x10', null),
        ('((5))', null),
        ('(-5)', null),
        ('', null),
        ('1/2', null),
        ('12-13', null)
    ) as listed (printed, expected)

),

read_cases as (

    select
        printed,
        expected,
        {{ to_number(without_percent(fold_number('printed'))) }} as found
    from cases

)

select *
from read_cases
where
    (found is null and expected is not null)
    or (found is not null and expected is null)
    or abs(found - expected) > 1e-12
