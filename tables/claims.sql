-- The paper's claims, judged by its printed numbers and by this study's data.
-- Grain: one row per claim and part; the text of a claim with several parts is shown once.

with claims as (

    select
        claims.*,
        coalesce(lag(claims.claim_zh) over kept_order = claims.claim_zh, false)
        and coalesce(lag(claims.claim_en) over kept_order = claims.claim_en, false) as is_repeated,
        case
            when coalesce(claims.study_table, '') = '' then sentences.zh
            else
                '表 ' || claims.study_table
                || coalesce(format(' ({})', claims.column_no), '')
                || coalesce(' ' || terms.zh, '')
        end as place_zh,
        case
            when coalesce(claims.study_table, '') = '' then sentences.en
            else
                'T' || claims.study_table
                || coalesce(format(' ({})', claims.column_no), '')
                || coalesce(' ' || terms.en, '')
        end as place_en
    from marts.published_claims as claims
    inner join labels as sentences on sentences.kind = 'table' and sentences.code = 'sentence'
    left join labels as terms on terms.kind = 'term' and claims.term = terms.code
    window kept_order as (order by claims.study_table, claims.claim_id, claims.part)

)

select
    coalesce(claims.claim_zh, '') as label_zh,
    coalesce(claims.claim_en, '') as label_en,
    case when claims.is_repeated then claims.place_zh end as part_zh,
    case when claims.is_repeated then claims.place_en end as part_en,
    claims.place_zh,
    claims.place_en,
    coalesce(printed.zh, claims.printed_verdict, '') as on_printed_zh,
    coalesce(printed.en, claims.printed_verdict, '') as on_printed_en,
    coalesce(claims.printed_explanation_zh, '') as why_printed_zh,
    coalesce(claims.printed_explanation_en, '') as why_printed_en,
    coalesce(judged.zh, claims.data_verdict, '') as on_data_zh,
    coalesce(judged.en, claims.data_verdict, '') as on_data_en,
    coalesce(claims.data_explanation_zh, '') as why_data_zh,
    coalesce(claims.data_explanation_en, '') as why_data_en
from claims
left join labels as printed on printed.kind = 'verdict' and claims.printed_verdict = printed.code
left join labels as judged on judged.kind = 'verdict' and claims.data_verdict = judged.code
order by
    claims.study_table,
    claims.claim_id,
    claims.part
