-- Models that the previous release had estimated. A model that is skipped because its window, regions or sample
-- were edited is not a loss.
-- One row per lost model.
with lost as (

    select
        before.study_table,
        before.column_no,
        before.variant
    from before_models as before
    left join results.models as now using (study_table, column_no, variant)
    where now.study_table is null

)

select
    'table ' || lost.study_table || ', column ' || cast(lost.column_no as varchar) || ', ' || lost.variant as place,
    1 as is_lost,
    case
        when skipped.reason_en is not null then skipped.reason_en
        when rows_now.study_table is null then 'its row was removed from seeds/study_models.csv, or renamed'
        else 'no single cause found; `tsi releases diff` compares two releases'
    end as cause_en,
    case
        when skipped.reason_zh is not null then skipped.reason_zh
        when rows_now.study_table is null then 'seeds/study_models.csv 中其行被删除或改名'
        else '未找到单一原因；`tsi releases diff` 可比较两个版本'
    end as cause_zh
from lost
left join results.skipped as skipped using (study_table, column_no, variant)
left join seeds.study_models as rows_now using (study_table, column_no, variant)
left join before_study_models as rows_before using (study_table, column_no, variant)
where
    rows_now.study_table is null
    or not (
        coalesce(rows_now.sample, '') <> coalesce(rows_before.sample, '')
        or exists (
            select 1
            from changed_settings
            where setting in ('first_year', 'last_year', 'sample of regions')
        )
    )
order by place
