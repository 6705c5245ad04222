-- Every check of every printed number, by what the page itself says and, for Table 2, by real data at hand.
-- 'inconsistent': cannot hold as printed; 'suspect': an error or an unsupported reading is likely;
-- 'borderline': depends on a convention the page does not state; 'consistent': nothing found. The formulas:
-- docs/methodology/audit.md.
-- Grain: one row per check and printed thing checked.

with findings as (

    select
        study_table,
        column_no,
        term,
        'stars' as check_name,
        printed,
        expected,
        verdict,
        explanation_zh,
        explanation_en
    from {{ ref('int_audit_stars') }}

    union all

    select
        study_table,
        column_no,
        term,
        'decimal_point' as check_name,
        printed,
        expected,
        verdict,
        explanation_zh,
        explanation_en
    from {{ ref('int_audit_decimals') }}

    union all

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
    from {{ ref('int_audit_mediation') }}

    union all

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
    from {{ ref('int_audit_r2') }}

    union all

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
    from {{ ref('int_audit_groups') }}

    union all

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
    from {{ ref('int_audit_columns') }}

    union all

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
    from {{ ref('int_audit_descriptives') }}

    union all

    select
        study_table,
        column_no,
        term,
        'claim_' || kind as check_name,
        claim_zh as printed,
        found as expected,
        verdict,
        explanation_zh,
        explanation_en
    from {{ ref('int_claims_as_printed') }}

)

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
from findings
