-- The gap of each mediation path, total - direct - a b, for each of its regressors, and the most that
-- rounding explains.
-- Grain: one row per column with the mediator and regressor, where the total effect is printed.

with coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient_half_unit as half_unit
    from {{ ref('int_printed_coefficients') }}

)

select
    paths.study_table,
    paths.a_column_no,
    paths.b_column_no,
    paths.treatment,
    paths.mediator,
    paths.total_table,
    paths.total_column_no,
    paths.a,
    paths.b,
    paths.direct,
    paths.total,
    paths.indirect,
    a.half_unit as a_half,
    b.half_unit as b_half,
    direct.half_unit as direct_half,
    total.half_unit as total_half,
    paths.total - paths.direct - paths.indirect as gap,
    total.half_unit + direct.half_unit + abs(paths.a) * b.half_unit + abs(paths.b) * a.half_unit
    + a.half_unit * b.half_unit as rounding
from {{ ref('int_mediation_paths') }} as paths
inner join coefficients as a
    on
        paths.study_table = a.study_table
        and paths.a_column_no = a.column_no
        and paths.treatment = a.term
inner join coefficients as b
    on
        paths.study_table = b.study_table
        and paths.b_column_no = b.column_no
        and paths.mediator = b.term
inner join coefficients as direct
    on
        paths.study_table = direct.study_table
        and paths.b_column_no = direct.column_no
        and paths.treatment = direct.term
inner join coefficients as total
    on
        paths.total_table = total.study_table
        and paths.total_column_no = total.column_no
        and paths.treatment = total.term
