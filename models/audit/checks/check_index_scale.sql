{{ config(meta={'values': [
    'outcome', 'term', 'coefficient_text', 'ratio_text', 'other_term', 'other_place',
    'other_coefficient_text', 'median_text'
]}) }}
-- If columns are repeated with another index, an outcome whose scale differs more than twofold from the
-- median is reported.
-- Grain: one row per pair of columns with two indices.

with scales as (

    select
        *,
        {{ number_text('ratio', 2) }} as ratio_text,
        {{ number_text('median_ratio', 2) }} as median_text,
        case when ratio > 2 * median_ratio or 2 * ratio < median_ratio then 'suspect' else 'consistent' end
            as verdict
    from {{ ref('int_index_scales') }}

)

select
    study_table,
    column_no,
    term,
    coefficient_text || ' / ' || other_coefficient_text || ' = ' || ratio_text as printed,
    median_text as expected,
    verdict,
    'opening ' || verdict as parts,
    outcome,
    coefficient_text,
    ratio_text,
    other_term,
    other_place,
    other_coefficient_text,
    median_text
from scales
