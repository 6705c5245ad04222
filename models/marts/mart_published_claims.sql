-- The paper's sentences that assert a result, each with two verdicts: on the numbers printed beside it, and
-- on this release's own estimates.
-- Grain: one row per testable part of a sentence.

{{ config(alias='published_claims') }}

with on_data as (

    select
        *,
        variant as value_1,
        inference as value_2,
        {{ number_text('estimate', 4) }} as value_3,
        ', ' || {{ p_value_text('p_value') }} as value_4,
        cast(null as string) as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
    from {{ ref('int_claims_on_data') }}

),

told as (

    select
        on_data.*,
        {{ filled_sentence('sentences.sentence_zh') }} as explanation_zh,
        {{ filled_sentence('sentences.sentence_en') }} as explanation_en
    from on_data
    left join {{ ref('audit_sentences') }} as sentences
        on
            sentences.check_name = 'claim_on_data'
            and on_data.measure || on_data.verdict = sentences.part

)

select
    claims.claim_id,
    claims.part,
    claims.claim_zh,
    claims.claim_en,
    claims.kind,
    claims.study_table,
    claims.column_no,
    claims.term,
    findings.expected as printed_numbers,
    findings.verdict as printed_verdict,
    findings.explanation_zh as printed_explanation_zh,
    findings.explanation_en as printed_explanation_en,
    told.estimate as data_estimate,
    told.p_value as data_p_value,
    told.verdict as data_verdict,
    told.explanation_zh as data_explanation_zh,
    told.explanation_en as data_explanation_en
from {{ ref('published_claims') }} as claims
inner join {{ ref('int_audit_findings') }} as findings
    on claims.claim_id || ' ' || cast(claims.part as string) = findings.claim
inner join told
    on
        claims.claim_id = told.claim_id
        and claims.part = told.part
