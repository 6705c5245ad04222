-- What the other columns of the same table, outcome and sample print for the same term, to detect misprints.
-- Grain: one row per printed coefficient with such a column.

with coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient,
        std_error
    from {{ ref('int_printed_coefficients') }}
    where
        coefficient is not null
        and term <> '_cons'

)

select
    pairs.study_table,
    pairs.column_no,
    here.term,
    count(*) as n_siblings,
    min(there.std_error) as least_std_error,
    max(there.std_error) as largest_std_error,
    min(there.coefficient) as least_coefficient,
    max(there.coefficient) as largest_coefficient,
    min(abs(there.coefficient)) as least_size,
    max(abs(there.coefficient)) as largest_size
from {{ ref('int_printed_pairs') }} as pairs
inner join coefficients as here
    on
        pairs.study_table = here.study_table
        and pairs.column_no = here.column_no
inner join coefficients as there
    on
        pairs.study_table = there.study_table
        and pairs.other_column_no = there.column_no
        and here.term = there.term
where
    pairs.same_outcome
    and pairs.same_sample
    and pairs.sample_is_certain
    and there.std_error > 0
group by pairs.study_table, pairs.column_no, here.term
