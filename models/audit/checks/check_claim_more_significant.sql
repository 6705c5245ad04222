{{ config(meta={'values': [
    'mediator', 'other_mediator', 'z_text', 'other_z_text', 'likely_z_text', 'other_likely_z_text',
    'b_t_text', 'other_b_t_text'
]}) }}
-- "The most significant path": Sobel's z of two indirect effects.
-- Grain: one row per part of such a claim; one whose coefficients are not printed is reported as such.

with paths as (

    select
        *,
        {{ number_text('sobel_z', 3) }} as z_text,
        {{ number_text('likely_sobel_z', 2) }} as likely_z_text,
        {{ number_text('b_t_value', 2) }} as b_t_text
    from {{ ref('int_mediation_tests') }}

),

judged as (

    select
        claims.*,
        one.mediator,
        other.mediator as other_mediator,
        one.z_text,
        other.z_text as other_z_text,
        one.likely_z_text,
        other.likely_z_text as other_likely_z_text,
        one.b_t_text,
        other.b_t_text as other_b_t_text,
        case
            when one.sobel_z > other.sobel_z and one.likely_sobel_z > other.likely_sobel_z then 'consistent'
            when one.sobel_z > other.sobel_z or one.likely_sobel_z > other.likely_sobel_z then 'borderline'
            when
                one.b_t_value > other.b_t_value or other.sobel_z is null or one.sobel_z is null
                then 'suspect'
            else 'inconsistent'
        end as verdict
    from {{ ref('int_claims') }} as claims
    left join paths as one
        on
            claims.study_table = one.study_table
            and claims.column_no = one.b_column_no
            and claims.term = one.mediator
    left join paths as other
        on
            claims.other_table = other.study_table
            and claims.other_column_no = other.b_column_no
            and claims.other_term = other.mediator
    where claims.kind = 'more_significant'

)

select
    study_table,
    column_no,
    term,
    claim,
    claim_zh as printed,
    'z = ' || z_text || ' : ' || other_z_text || ' (' || likely_z_text || ' : ' || other_likely_z_text || ')'
        as expected,
    verdict,
    case when z_text is null or other_z_text is null then 'unprinted' else 'opening ' || verdict end as parts,
    mediator,
    other_mediator,
    z_text,
    other_z_text,
    likely_z_text,
    other_likely_z_text,
    b_t_text,
    other_b_t_text
from judged
