-- Every finding of the audit of the printed tables, the most serious first, then in the paper's order.
-- Grain: one row per finding.

select
    case
        when coalesce(found.study_table, '') = '' then sentences.zh
        else
            '表 ' || found.study_table
            || coalesce(format(' ({})', found.column_no), '')
            || coalesce(' ' || terms.zh, '')
    end as label_zh,
    case
        when coalesce(found.study_table, '') = '' then sentences.en
        else
            'T' || found.study_table
            || coalesce(format(' ({})', found.column_no), '')
            || coalesce(' ' || terms.en, '')
    end as label_en,
    coalesce(verdicts.zh, found.verdict) as verdict_zh,
    coalesce(verdicts.en, found.verdict) as verdict_en,
    coalesce(checks.zh, replace(found.check_name, '_', ' ')) as check_zh,
    coalesce(checks.en, replace(found.check_name, '_', ' ')) as check_en,
    coalesce(found.printed, '') as printed,
    coalesce(found.expected, '') as expected,
    coalesce(found.explanation_zh, '') as explanation_zh,
    coalesce(found.explanation_en, '') as explanation_en
from marts.published_audit as found
inner join labels as sentences on sentences.kind = 'table' and sentences.code = 'sentence'
left join labels as terms on terms.kind = 'term' and found.term = terms.code
left join labels as verdicts on verdicts.kind = 'verdict' and found.verdict = verdicts.code
left join labels as checks on checks.kind = 'check' and found.check_name = checks.code
order by
    verdicts.place asc nulls last,
    found.study_table asc nulls last,
    coalesce(found.column_no, 0) asc,
    coalesce(found.term, '') asc,
    found.check_name asc,
    found.printed asc,
    found.expected asc
