-- Which printed columns split a sample into groups, and which column pools it: columns of one table with
-- the same outcome and regressors, each smaller than the pooled column, whose observations add up to it.
-- Grain: one row per pooled column and group column.

with candidates as (

    select
        pairs.study_table as pooled_table,
        pairs.column_no as pooled_column_no,
        pairs.other_table as study_table,
        pairs.other_column_no as column_no,
        pairs.n_obs as pooled_n_obs,
        pairs.other_n_obs as n_obs
    from {{ ref('int_printed_pairs') }} as pairs
    where
        pairs.same_outcome
        and pairs.same_regressors
        and pairs.other_n_obs < pairs.n_obs

),

splits as (

    select
        pooled_table,
        pooled_column_no,
        study_table
    from candidates
    group by pooled_table, pooled_column_no, study_table, pooled_n_obs
    having
        count(*) >= 2
        and sum(n_obs) = pooled_n_obs

)

select
    candidates.pooled_table,
    candidates.pooled_column_no,
    candidates.study_table,
    candidates.column_no
from candidates
inner join splits
    on
        candidates.pooled_table = splits.pooled_table
        and candidates.pooled_column_no = splits.pooled_column_no
        and candidates.study_table = splits.study_table
