-- What columns with the same regressors imply for a standard error: whatever their outcomes, samples and
-- clustering, the standard errors of two such columns differ by about one factor, the median over terms.
-- Grain: one row per printed coefficient with at least two such columns of its table, of three terms or more.

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

),

ratios as (

    select
        pairs.study_table,
        pairs.column_no,
        pairs.other_column_no,
        here.term,
        there.std_error,
        here.std_error / there.std_error as ratio
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
    where pairs.same_regressors

),

factors as (

    select
        study_table,
        column_no,
        other_column_no,
        percentile_cont(0.5) within group (order by ratio) as factor
    from ratios
    group by study_table, column_no, other_column_no
    having count(*) >= 3

)

select
    ratios.study_table,
    ratios.column_no,
    ratios.term,
    min(ratios.std_error * factors.factor) as least_std_error,
    max(ratios.std_error * factors.factor) as largest_std_error
from ratios
inner join factors
    on
        ratios.study_table = factors.study_table
        and ratios.column_no = factors.column_no
        and ratios.other_column_no = factors.other_column_no
group by ratios.study_table, ratios.column_no, ratios.term
having count(*) >= 2
