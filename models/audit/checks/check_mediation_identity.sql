{{ config(meta={'values': [
    'total_place', 'total_text', 'direct_text', 'a_printed', 'b_printed', 'indirect_text',
    'gap_text', 'rounding_text'
]}) }}
-- Total = direct + indirect effect within rounding; least squares satisfies this exactly on one sample.
-- Grain: one row per mediation path whose total effect is printed.

with paths as (

    select
        *,
        abs(gap) <= gap_from_rounding + 1e-9 as adds_up,
        {{ number_text('gap', 4) }} as gap_text,
        {{ number_text('gap_from_rounding', 4) }} as rounding_text,
        {{ number_text('direct + indirect', 4) }} as sum_text,
        {{ number_text('indirect', 4) }} as indirect_text,
        {{ shortest_text('total') }} as total_text,
        {{ shortest_text('direct') }} as direct_text
    from {{ ref('int_mediation_tests') }}
    where total is not null

)

select
    study_table,
    b_column_no as column_no,
    mediator as term,
    'total ' || total_text || ', direct ' || direct_text || ', indirect ' || indirect_text as printed,
    'total = ' || sum_text || ', gap ' || gap_text as expected,
    case when adds_up then 'consistent' else 'inconsistent' end as verdict,
    case when adds_up then 'opening consistent' else 'opening inconsistent' end as parts,
    total_table || ' (' || cast(total_column_no as string) || ')' as total_place,
    total_text,
    direct_text,
    a_printed,
    b_printed,
    indirect_text,
    gap_text,
    rounding_text
from paths
