-- Every check of every printed number, by what the page itself says and, for Table 2, by real data at hand.
-- 'inconsistent': cannot hold as printed; 'suspect': an error or an unsupported reading is likely;
-- 'borderline': depends on a convention the page does not state; 'consistent': nothing found. The formulas:
-- docs/methodology/audit.md.
-- Grain: one row per check and printed thing checked.

select
    study_table,
    column_no,
    term,
    check_name,
    printed,
    expected,
    verdict,
    explanation_zh,
    explanation_en
from {{ ref('int_audit_findings') }}
