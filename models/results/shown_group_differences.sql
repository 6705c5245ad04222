-- What the table of group differences shows of each method: difference and standard error with the digits
-- that the standard error justifies, and stars from the method's own p-value.
-- Grain: one row per pair of groups, term and method.

with shown as (

    select
        *,
        {{ digits_warranted('difference', 'coalesce(std_error, abs(difference / nullif(statistic, 0)))') }}
    from {{ source('results', 'group_differences') }}

)

select
    study_table,
    variant,
    family,
    column_a,
    column_b,
    group_a,
    group_b,
    term,
    method,
    difference,
    std_error,
    df,
    p_value,
    p_holm,
    {{ stars_of_p('p_value') }} as stars,
    {{ shown_number('difference') }} as difference_text,
    '(' || {{ shown_number('std_error', '1') }} || ')' as bracket_text,
    {{ p_text('p_value') }} as p_text,
    {{ p_text('p_holm') }} as p_holm_text
from shown
