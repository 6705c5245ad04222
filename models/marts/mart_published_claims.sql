-- The paper's claims, each with two verdicts: by the printed numbers, and by this release's own estimates.
-- Grain: one row per testable part of a claim.

{{ config(alias='published_claims') }}

with on_data as (

    select
        *,
        {{ number_text('estimate', 4) }} as estimate_text,
        ', ' || {{ p_value_text('p_value') }} as p_text
    from {{ ref('int_claims_on_data') }}

),

worded as (

    select
        on_data.claim_id,
        on_data.part,
        on_data.verdict,
        on_data.estimate,
        on_data.p_value,
        {{ sentence_on_data('zh') }} as explanation_zh,
        {{ sentence_on_data('en') }} as explanation_en
    from on_data
    left join {{ ref('audit_sentences') }} as sentences
        on
            sentences.check_name = 'claim_on_data'
            and on_data.measure || on_data.verdict = sentences.part
    group by on_data.claim_id, on_data.part, on_data.verdict, on_data.estimate, on_data.p_value

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
    worded.estimate as data_estimate,
    worded.p_value as data_p_value,
    worded.verdict as data_verdict,
    worded.explanation_zh as data_explanation_zh,
    worded.explanation_en as data_explanation_en
from {{ ref('published_claims') }} as claims
inner join {{ ref('int_audit_findings') }} as findings
    on claims.claim_id || ' ' || cast(claims.part as string) = findings.claim
inner join worded
    on
        claims.claim_id = worded.claim_id
        and claims.part = worded.part
