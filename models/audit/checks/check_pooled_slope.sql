{{ config(meta={'values': ['printed', 'group_table', 'range_text', 'distance_text']}) }}
-- A slope of the whole sample far outside the range of its groups' slopes means that the columns differ in
-- more than the sample. It is no identity, since groups have effects and controls of their own: 'suspect',
-- and 'borderline' while the standard errors of both could explain the gap even added up.
-- Grain: one row per pooled coefficient and table of groups.

with measured as (

    select
        *,
        greatest(coefficient - largest_slope, least_slope - coefficient, 0) / (
            std_error
            + case when coefficient > largest_slope then largest_slope_error else least_slope_error end
        ) as distance_in_errors,
        '['
        || {{ shortest_text('least_slope') }}
        || ', '
        || {{ shortest_text('largest_slope') }}
        || ']' as range_text
    from {{ ref('int_group_ranges') }}

),

judged as (

    select
        *,
        {{ number_text('distance_in_errors', 2) }} as distance_text,
        case
            when distance_in_errors = 0 then 'consistent' when
                distance_in_errors < 1.96
                then 'borderline'
            else 'suspect'
        end as verdict
    from measured

)

select
    study_table,
    column_no,
    term,
    printed,
    'table ' || group_table || ': ' || range_text as expected,
    verdict,
    case when verdict = 'consistent' then 'within' else 'outside ' || verdict end as parts,
    group_table,
    range_text,
    distance_text
from judged
