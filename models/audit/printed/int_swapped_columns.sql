-- Columns of one table whose coefficients may be exchanged: with those of the other column, a mediation path
-- that fails for every regressor adds up for every regressor.
-- Grain: one row per two columns, the one with the lower number first.

with coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient,
        coefficient_half_unit as half_unit
    from {{ ref('int_printed_coefficients') }}

),

failing as (

    select
        *,
        count(*) over one_path as n_terms
    from {{ ref('int_mediation_paths') }}
    where total is not null
    window one_path as (partition by study_table, a_column_no, b_column_no)

),

-- The other column replaces the total or the first step; within the path the two may also be exchanged.
tried as (

    select
        failing.study_table,
        failing.a_column_no,
        failing.b_column_no,
        failing.n_terms,
        failing.a_column_no as column_no,
        other.column_no as other_column_no,
        case when other.column_no = failing.total_column_no then failing.a else failing.total end as total,
        other.coefficient as a,
        failing.b,
        failing.direct,
        failing.total - failing.direct - failing.indirect as gap,
        other.half_unit
    from failing
    inner join coefficients as other
        on
            failing.study_table = other.study_table
            and failing.treatment = other.term
            and other.column_no not in (failing.a_column_no, failing.b_column_no)

    union all

    select
        failing.study_table,
        failing.a_column_no,
        failing.b_column_no,
        failing.n_terms,
        failing.total_column_no as column_no,
        other.column_no as other_column_no,
        other.coefficient as total,
        failing.a,
        failing.b,
        failing.direct,
        failing.total - failing.direct - failing.indirect as gap,
        other.half_unit
    from failing
    inner join coefficients as other
        on
            failing.study_table = other.study_table
            and failing.total_table = other.study_table
            and failing.treatment = other.term
            and other.column_no not in (failing.a_column_no, failing.b_column_no, failing.total_column_no)

),

restored as (

    select
        study_table,
        column_no,
        other_column_no,
        n_terms,
        count(*) as n_tried,
        sum(
            case
                when
                    abs(total - direct - a * b) <= half_unit * (3 + 2 * abs(a) + 2 * abs(b)) + 1e-9
                    then 1
                else 0
            end
        ) as n_restored,
        sum(case when abs(gap) > 20 * half_unit * (1 + abs(a) + abs(b)) then 1 else 0 end) as n_far
    from tried
    group by study_table, a_column_no, b_column_no, column_no, other_column_no, n_terms

)

select distinct
    study_table,
    least(column_no, other_column_no) as column_no,
    greatest(column_no, other_column_no) as other_column_no
from restored
where
    n_tried >= 2
    and n_tried = n_terms
    and n_restored = n_tried
    and n_far > 0
