-- Every check's findings, told in both languages. Each check gives the same columns: what is printed, what
-- the rest of the page implies, the verdict, the parts of the sentence that apply, and the values that fill
-- them; the words stand in seeds/audit_sentences.csv, in the order of `place`. English parts are set apart by
-- a space unless one opens with a mark: spaces at a seed's ends do not survive its staging.
-- Grain: one row per check and printed thing checked.

with findings as (

    select * from {{ ref('int_audit_stars') }}
    union all
    select
        study_table,
        column_no,
        term,
        check_name,
        claim,
        printed,
        expected,
        verdict,
        parts,
        value_1,
        value_2,
        value_3,
        value_4,
        value_5,
        value_6,
        value_7,
        value_8,
        value_9
    from {{ ref('int_audit_decimals') }}
    union all
    select * from {{ ref('int_audit_mediation') }}
    union all
    select * from {{ ref('int_audit_r2') }}
    union all
    select * from {{ ref('int_audit_groups') }}
    union all
    select * from {{ ref('int_audit_columns') }}
    union all
    select * from {{ ref('int_audit_descriptives') }}
    union all
    select * from {{ ref('int_claims_as_printed') }}

),

numbered as (

    select
        *,
        row_number() over (
            order by study_table, column_no, term, check_name, printed, expected, claim
        ) as finding
    from findings

),

worded as (

    select
        numbered.finding,
        sentences.place,
        trim(sentences.sentence_zh) as sentence_zh,
        case
            when substring(trim(sentences.sentence_en), 1, 1) in (',', ';', ':', '.') then ''
            else ' '
        end || trim(sentences.sentence_en) as sentence_en
    from numbered
    inner join {{ ref('audit_sentences') }} as sentences
        on
            numbered.check_name = sentences.check_name
            and position(' ' || sentences.part || ' ' in ' ' || numbered.parts || ' ') > 0

),

told as (

    select
        finding,
        coalesce(max(case when place = 1 then sentence_zh end), '')
        || coalesce(max(case when place = 2 then sentence_zh end), '')
        || coalesce(max(case when place = 3 then sentence_zh end), '')
        || coalesce(max(case when place = 4 then sentence_zh end), '')
        || coalesce(max(case when place = 5 then sentence_zh end), '')
        || coalesce(max(case when place = 6 then sentence_zh end), '') as sentence_zh,
        coalesce(max(case when place = 1 then sentence_en end), '')
        || coalesce(max(case when place = 2 then sentence_en end), '')
        || coalesce(max(case when place = 3 then sentence_en end), '')
        || coalesce(max(case when place = 4 then sentence_en end), '')
        || coalesce(max(case when place = 5 then sentence_en end), '')
        || coalesce(max(case when place = 6 then sentence_en end), '') as sentence_en
    from worded
    group by finding

)

select
    numbered.study_table,
    numbered.column_no,
    numbered.term,
    numbered.check_name,
    numbered.claim,
    numbered.printed,
    numbered.expected,
    numbered.verdict,
    {{ filled_sentence('told.sentence_zh') }} as explanation_zh,
    {{ filled_sentence('trim(told.sentence_en)') }} as explanation_en
from numbered
left join told
    on numbered.finding = told.finding
