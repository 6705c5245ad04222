{{ config(meta={'values': ['printed', 'group_table', 'range_text', 'distance_text']}) }}
-- A slope for the whole sample far outside the range of its groups' slopes means that the columns differ by
-- more than the sample. This is not an identity, because groups have their own effects and controls:
-- 'suspect', or 'borderline' if the sum of both standard errors could explain the gap.
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
