-- Differences between two printed coefficients: every pair of group columns, of measures of one kind in one
-- table (the outcomes of factor intensities), and every pair that a claim compares. z = d / sqrt(s1^2 +
-- s2^2) takes the two as independent, which columns of regions apart are. Otherwise the correlation is
-- unknown: z lies between |d| / (s1 + s2), the worst case, and |d| / |s1 - s2|, the best.
-- Grain: one row per pair of printed coefficients.

with coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient,
        std_error,
        coefficient_half_unit,
        std_error_half_unit,
        coefficient_text,
        std_error_text
    from {{ ref('int_printed_coefficients') }}
    where std_error > 0

),

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
            and one.column_no < other.column_no

),

pairs as (

    select
        pairs.study_table,
        pairs.column_no,
        coefficients.term,
        pairs.other_table,
        pairs.other_column_no,
        coefficients.term as other_term
    from {{ ref('int_printed_pairs') }} as pairs
    inner join coefficients
        on
            pairs.study_table = coefficients.study_table
            and pairs.column_no = coefficients.column_no
            and pairs.first_term = coefficients.term
    left join group_pairs
        on
            pairs.study_table = group_pairs.study_table
            and pairs.column_no = group_pairs.column_no
            and pairs.other_column_no = group_pairs.other_column_no
    where
        pairs.study_table = pairs.other_table
        and pairs.column_no < pairs.other_column_no
        and pairs.same_regressors
        and not pairs.either_outcome_is_mediator
        and (group_pairs.study_table is not null or (pairs.same_sample and not pairs.same_outcome))

    union

    select
        study_table,
        column_no,
        term,
        other_table,
        other_column_no,
        other_term
    from {{ ref('published_claims') }}
    where kind in ('greater', 'smaller')

),

-- A claim may name the pair the other way round; the claim's way wins.
claimed as (

    select distinct
        study_table,
        column_no,
        term,
        other_table,
        other_column_no,
        other_term
    from {{ ref('published_claims') }}
    where kind in ('greater', 'smaller')

),

wanted as (

    select
        pairs.*,
        claimed.study_table is not null as is_claimed
    from pairs
    left join claimed
        on
            pairs.study_table = claimed.study_table
            and pairs.column_no = claimed.column_no
            and pairs.term = claimed.term
            and pairs.other_table = claimed.other_table
            and pairs.other_column_no = claimed.other_column_no
            and pairs.other_term = claimed.other_term

),

kept as (

    select wanted.*
    from wanted
    left join claimed as turned
        on
            wanted.study_table = turned.other_table
            and wanted.column_no = turned.other_column_no
            and wanted.term = turned.other_term
            and wanted.other_table = turned.study_table
            and wanted.other_column_no = turned.column_no
            and wanted.other_term = turned.term
            and not wanted.is_claimed
    where turned.study_table is null

)

select
    kept.study_table,
    kept.column_no,
    kept.term,
    kept.other_table,
    kept.other_column_no,
    kept.other_term,
    kept.is_claimed,
    group_pairs.study_table is not null as regions_apart,
    one.coefficient - other.coefficient as difference,
    one.coefficient_half_unit + other.coefficient_half_unit as difference_half_unit,
    (one.coefficient - other.coefficient)
    / sqrt(power(one.std_error, 2) + power(other.std_error, 2)) as z_value,
    greatest(
        abs(one.coefficient - other.coefficient) - one.coefficient_half_unit - other.coefficient_half_unit, 0
    ) / sqrt(
        power(one.std_error + one.std_error_half_unit, 2)
        + power(other.std_error + other.std_error_half_unit, 2)
    ) as z_low,
    (abs(one.coefficient - other.coefficient) + one.coefficient_half_unit + other.coefficient_half_unit)
    / nullif(sqrt(
        power(one.std_error - one.std_error_half_unit, 2)
        + power(other.std_error - other.std_error_half_unit, 2)
    ), 0) as z_high,
    abs(one.coefficient - other.coefficient) / (one.std_error + other.std_error) as worst_z,
    coalesce(abs(one.coefficient - other.coefficient) / nullif(abs(one.std_error - other.std_error), 0), 1e9)
        as best_z,
    one.coefficient_text || ' (' || one.std_error_text || ') - '
    || other.coefficient_text || ' (' || other.std_error_text || ')' as printed
from kept
inner join coefficients as one
    on
        kept.study_table = one.study_table
        and kept.column_no = one.column_no
        and kept.term = one.term
inner join coefficients as other
    on
        kept.other_table = other.study_table
        and kept.other_column_no = other.column_no
        and kept.other_term = other.term
left join group_pairs
    on
        kept.study_table = group_pairs.study_table
        and kept.other_table = group_pairs.study_table
        and least(kept.column_no, kept.other_column_no) = group_pairs.column_no
        and greatest(kept.column_no, kept.other_column_no) = group_pairs.other_column_no
