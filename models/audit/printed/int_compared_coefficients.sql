-- Which printed coefficients are compared: every pair named in a claim, in its order, and within each table
-- the pairs of group columns, and of outcomes of one kind (factor intensities), that no claim names.
-- Grain: one row per pair of printed coefficients.

with claimed as (

    select distinct
        study_table,
        column_no,
        term,
        other_table,
        other_column_no,
        other_term
    from {{ ref('int_claims') }}
    where kind in ('greater', 'smaller')

),

-- Columns of two groups of one sample hold different regions.
group_pairs as (

    select distinct
        one.study_table,
        one.column_no,
        other.column_no as other_column_no
    from {{ ref('int_group_columns') }} as one
    inner join {{ ref('int_group_columns') }} as other
        on
            one.pooled_table = other.pooled_table
            and one.pooled_column_no = other.pooled_column_no
            and one.study_table = other.study_table
            and one.column_no <> other.column_no

),

unclaimed as (

    select
        pairs.study_table,
        pairs.column_no,
        pairs.first_term as term,
        pairs.study_table as other_table,
        pairs.other_column_no,
        pairs.first_term as other_term
    from {{ ref('int_printed_pairs') }} as pairs
    left join group_pairs
        on
            pairs.study_table = group_pairs.study_table
            and pairs.column_no = group_pairs.column_no
            and pairs.other_column_no = group_pairs.other_column_no
    left join claimed
        on
            pairs.study_table = claimed.study_table
            and pairs.study_table = claimed.other_table
            and pairs.column_no = least(claimed.column_no, claimed.other_column_no)
            and pairs.other_column_no = greatest(claimed.column_no, claimed.other_column_no)
            and pairs.first_term = claimed.term
            and pairs.first_term = claimed.other_term
    where
        claimed.study_table is null
        and pairs.column_no < pairs.other_column_no
        and pairs.same_regressors
        and not pairs.either_outcome_is_mediator
        and (group_pairs.study_table is not null or (pairs.same_sample and not pairs.same_outcome))

),

pairs as (

    select
        *,
        true as is_claimed
    from claimed

    union all

    select
        *,
        false as is_claimed
    from unclaimed

)

select
    pairs.*,
    group_pairs.study_table is not null as regions_apart
from pairs
left join group_pairs
    on
        pairs.study_table = group_pairs.study_table
        and pairs.other_table = group_pairs.study_table
        and pairs.column_no = group_pairs.column_no
        and pairs.other_column_no = group_pairs.other_column_no
