-- The paper's sentences that assert a result, each with two verdicts: on the numbers printed beside it, and
-- on this release's own estimates.
-- Grain: one row per testable part of a sentence.

{{ config(alias='published_claims') }}

select
    printed.claim_id,
    printed.part,
    printed.claim_zh,
    printed.claim_en,
    printed.kind,
    printed.study_table,
    printed.column_no,
    printed.term,
    printed.found as printed_numbers,
    printed.verdict as printed_verdict,
    printed.explanation_zh as printed_explanation_zh,
    printed.explanation_en as printed_explanation_en,
    on_data.estimate as data_estimate,
    on_data.p_value as data_p_value,
    on_data.verdict as data_verdict,
    on_data.explanation_zh as data_explanation_zh,
    on_data.explanation_en as data_explanation_en
from {{ ref('int_claims_as_printed') }} as printed
inner join {{ ref('int_claims_on_data') }} as on_data
    on
        printed.claim_id = on_data.claim_id
        and printed.part = on_data.part
