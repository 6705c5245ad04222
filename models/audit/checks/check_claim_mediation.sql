{{ config(meta={'values': [
    'a_printed', 'b_printed', 'z_text', 'p_text', 'level_text', 'corrected_z_text'
]}) }}
-- "Works through the mediator": Sobel's z of the indirect effect, and its sign.
-- Grain: one row per part of such a claim; one whose coefficients are not printed is reported as such.

with judged as (

    select
        claims.*,
        paths.a_printed,
        paths.b_printed,
        {{ normal_p_value('paths.sobel_z') }} as sobel_p,
        {{ number_text('paths.sobel_z', 3) }} as z_text,
        case
            when
                abs(paths.likely_sobel_z - paths.sobel_z) > 1e-6
                then {{ number_text('paths.likely_sobel_z', 2) }}
        end as corrected_z_text,
        case
            when
                (claims.asserted = 'positive' and paths.indirect < 0)
                or (claims.asserted = 'negative' and paths.indirect > 0)
                then 'inconsistent'
            when paths.sobel_z_low >= claims.critical_value then 'consistent'
            when paths.sobel_z_high >= claims.critical_value then 'borderline'
            else 'suspect'
        end as verdict
    from {{ ref('int_claims') }} as claims
    left join {{ ref('int_mediation_tests') }} as paths
        on
            claims.study_table = paths.study_table
            and claims.column_no = paths.a_column_no
            and claims.term = paths.treatment
            and claims.other_table = paths.study_table
            and claims.other_column_no = paths.b_column_no
            and claims.other_term = paths.mediator
    where claims.kind = 'mediation'

)

select
    study_table,
    column_no,
    term,
    claim,
    claim_zh as printed,
    a_printed || ' x ' || b_printed || ': z = ' || z_text as expected,
    verdict,
    case
        when a_printed is null then 'unprinted'
        else 'opening ' || verdict || case when corrected_z_text is null then '' else ' corrected' end
    end as parts,
    a_printed,
    b_printed,
    z_text,
    {{ p_value_text('sobel_p') }} as p_text,
    level_text,
    corrected_z_text
from judged
