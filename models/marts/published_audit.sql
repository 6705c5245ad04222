-- Every check of every printed number, by the paper's other numbers and, for Table 2, by real data.
-- 'inconsistent': cannot hold as printed; 'suspect': an error or an unsupported claim is likely;
-- 'borderline': depends on a convention the paper does not state; 'consistent': nothing found. For the
-- formulas see docs/methodology/audit.md.
-- Grain: one row per check and printed item.

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
