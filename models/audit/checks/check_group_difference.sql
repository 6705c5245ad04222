{{ config(meta={'values': ['other_column_no', 'difference_text', 'z_text', 'p_text', 'worst_text']}) }}
-- Differences between groups, or between outcomes of one kind, about which the paper makes no claim: reported
-- with z and its worst case, without a verdict.
-- Grain: one row per unclaimed pair of coefficients.

with unclaimed as (

    select
        *,
        {{ number_text('difference', 4) }} as difference_text,
        {{ number_text('abs(z_value)', 2) }} as z_text,
        {{ number_text('worst_z', 2) }} as worst_text,
        {{ normal_p_value('z_value') }} as p_value
    from {{ ref('int_coefficient_differences') }}
    where not is_claimed

)

select
    study_table,
    column_no,
    term,
    printed || ' (' || cast(other_column_no as string) || ')' as printed,
    'z = ' || z_text || ', worst case ' || worst_text as expected,
    'consistent' as verdict,
    'opening' as parts,
    other_column_no,
    difference_text,
    z_text,
    {{ p_value_text('p_value') }} as p_text,
    worst_text
from unclaimed
