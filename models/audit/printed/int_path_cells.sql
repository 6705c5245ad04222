-- If total = direct + a b fails for a regressor: which of the four numbers could be wrong, and what the other
-- three imply for it. A wrong b breaks the identity for every regressor of the path, any other number only
-- for its own regressor.
-- Grain: one row per failing identity and number that may be wrong; expected_low to expected_high covers
-- rounding.

with failing as (

    select
        *,
        count(*) over one_path as n_terms,
        sum(case when abs(gap) > rounding + 1e-9 then 1 else 0 end) over one_path as n_failing
    from {{ ref('int_path_gaps') }}
    window one_path as (partition by study_table, a_column_no, b_column_no)

),

roles as (

    select
        study_table,
        b_column_no as column_no,
        mediator as term,
        n_terms,
        (total - direct) / nullif(a, 0) as implied,
        (total_half + direct_half + a_half * abs((total - direct) / nullif(a, 0)))
        / nullif(abs(a) - a_half, 0)
            as tolerance
    from failing
    where
        n_failing = n_terms
        and abs(gap) > rounding + 1e-9

    union all

    select
        study_table,
        a_column_no as column_no,
        treatment as term,
        n_terms,
        (total - direct) / nullif(b, 0) as implied,
        (total_half + direct_half + b_half * abs((total - direct) / nullif(b, 0)))
        / nullif(abs(b) - b_half, 0)
            as tolerance
    from failing
    where
        abs(gap) > rounding + 1e-9
        and (n_failing < n_terms or n_terms = 1)

    union all

    select
        study_table,
        b_column_no as column_no,
        treatment as term,
        n_terms,
        total - indirect as implied,
        rounding as tolerance
    from failing
    where
        abs(gap) > rounding + 1e-9
        and (n_failing < n_terms or n_terms = 1)

    union all

    select
        total_table as study_table,
        total_column_no as column_no,
        treatment as term,
        n_terms,
        direct + indirect as implied,
        rounding as tolerance
    from failing
    where
        abs(gap) > rounding + 1e-9
        and (n_failing < n_terms or n_terms = 1)

)

select
    study_table,
    column_no,
    term,
    max(n_terms) as n_terms,
    min(implied - tolerance) as expected_low,
    max(implied + tolerance) as expected_high
from roles
where
    tolerance > 0
    and tolerance < 0.2 * abs(implied)
group by study_table, column_no, term
