{{ config(meta={'values': ['other_column_no', 'outcome']}) }}
-- Columns whose coefficients are under the wrong header: the outcome is among its own regressors; a mediation
-- path adds up if two columns are exchanged; or a column with fewer observations is more precise in every
-- term.
-- Grain: one row per printed column with such a fault.

with involved as (

    select
        columns_printed.study_table,
        columns_printed.column_no,
        cast(null as integer) as other_column_no,
        'own_regressor' as part
    from {{ ref('int_printed_columns') }} as columns_printed
    inner join {{ ref('int_printed_coefficients') }} as coefficients
        on
            columns_printed.study_table = coefficients.study_table
            and columns_printed.column_no = coefficients.column_no
            and columns_printed.outcome = coefficients.term

    union all

    select
        swapped.study_table,
        case when turns.turn = 1 then swapped.column_no else swapped.other_column_no end as column_no,
        case when turns.turn = 1 then swapped.other_column_no else swapped.column_no end as other_column_no,
        'path' as part
    from {{ ref('int_swapped_columns') }} as swapped
    cross join (values (1), (2)) as turns (turn)

    union all

    select
        ordered.study_table,
        case when turns.turn = 1 then ordered.column_no else ordered.other_column_no end as column_no,
        case when turns.turn = 1 then ordered.other_column_no else ordered.column_no end as other_column_no,
        case when turns.turn = 1 then 'more_precise' else 'less_precise' end as part
    from {{ ref('int_precision_order') }} as ordered
    cross join (values (1), (2)) as turns (turn)

),

-- Only the strongest evidence is reported.
ranked as (

    select
        involved.*,
        columns_printed.outcome,
        columns_printed.place,
        row_number() over (
            partition by involved.study_table, involved.column_no
            order by
                case involved.part when 'own_regressor' then 1 when 'path' then 2 else 3 end,
                involved.other_column_no
        ) as preference
    from involved
    inner join {{ ref('int_printed_columns') }} as columns_printed
        on
            involved.study_table = columns_printed.study_table
            and involved.column_no = columns_printed.column_no

)

select
    study_table,
    column_no,
    cast(null as string) as term,
    place || ': ' || outcome as printed,
    '(' || cast(other_column_no as string) || ')' as expected,
    case when part = 'own_regressor' then 'inconsistent' else 'suspect' end as verdict,
    part as parts,
    other_column_no,
    outcome
from ranked
where preference = 1
