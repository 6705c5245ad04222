-- A null number turns a whole sentence into null: every row of the audit has one of the five verdicts and
-- explains it in both languages, and so has every claim judged by the study's data.

with findings as (

    select
        study_table,
        term,
        check_name,
        verdict,
        explanation_zh,
        explanation_en
    from {{ ref('published_audit') }}

    union all

    select
        study_table,
        term,
        'data_verdict' as check_name,
        case
            when data_verdict in ('holds', 'fails', 'not_estimated') then 'consistent' else data_verdict
        end as verdict,
        data_explanation_zh as explanation_zh,
        data_explanation_en as explanation_en
    from {{ ref('mart_published_claims') }}

)

select *
from findings
where
    verdict is null
    or verdict not in ('consistent', 'borderline', 'suspect', 'inconsistent', 'too coarse to judge')
    or coalesce(explanation_zh, '') = ''
    or coalesce(explanation_en, '') = ''
