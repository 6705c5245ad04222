-- Columns of one table and outcome that are far more precise with fewer observations: every standard error
-- they share is smaller by a fifth (a single one by two fifths), with at most two thirds of the observations.
-- Grain: one row per smaller and larger column.

with coefficients as (

    select
        study_table,
        column_no,
        term,
        std_error
    from {{ ref('int_printed_coefficients') }}
    where
        std_error > 0
        and term <> '_cons'

)

select
    pairs.study_table,
    pairs.column_no,
    pairs.other_column_no
from {{ ref('int_printed_pairs') }} as pairs
inner join {{ ref('int_printed_columns') }} as smaller
    on
        pairs.study_table = smaller.study_table
        and pairs.column_no = smaller.column_no
inner join {{ ref('int_printed_columns') }} as larger
    on
        pairs.study_table = larger.study_table
        and pairs.other_column_no = larger.column_no
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
    and 3 * smaller.n_obs <= 2 * larger.n_obs
group by pairs.study_table, pairs.column_no, pairs.other_column_no
having max(here.std_error / there.std_error) < case when count(*) >= 2 then 0.8 else 0.6 end
