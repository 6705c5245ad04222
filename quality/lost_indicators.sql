-- Indicators without any value, indicators that left the index, and variables without any value.
-- One row per lost indicator, place in the index, or variable.
with indicators as (

    select
        lost_cells.indicator_id as place,
        string_agg(distinct lost_cells.cause_en, '; ') as cause_en,
        string_agg(distinct lost_cells.cause_zh, '；') as cause_zh
    from lost_cells
    where lost_cells.indicator_id not in (select indicator_id from marts.region_indicators)
    group by lost_cells.indicator_id

),

index_places as (

    select
        before.indicator_id || ' in the index' as place,
        'it is incomplete: a value of a sample region and window year is lacking' as cause_en,
        '不完整：缺少某个样本地区与窗口年份的数值' as cause_zh
    from before_indicators as before
    inner join marts.indicators as now
        on before.indicator_id = now.indicator_id and before.role = now.role
    where
        before.used_in_index
        and not now.used_in_index
        and before.indicator_id not in (select place from indicators)
        and not exists (
            select 1
            from changed_settings
            where setting in ('first_year', 'last_year', 'fill', 'carry', 'missing_indicator', 'sample of regions')
        )

),

values_before as (

    -- The panel of the previous release, in the current window and sample.
    select distinct variable
    from (
        unpivot (
            select panel.* exclude (region_code, year, group_paper, group_nbs, digital_group)
            from before_study_panel as panel
            inner join staging.stg_settings as settings
                on panel.year between settings.first_year and settings.last_year
            inner join seeds.regions as regions
                on panel.region_code = regions.region_code and regions.in_sample
        ) on columns(*) into name variable value value
    )

),

variables as (

    select
        'variable ' || now.variable as place,
        'too little of what it is made of has values now (docs/methodology/variables.md)' as cause_en,
        '构成它的指标或出口记录现在没有足够的数值（docs/methodology/variables.md）' as cause_zh
    from variable_statistics as now
    inner join values_before
        on now.variable = values_before.variable
    where now.n = 0

)

select
    place,
    1 as is_lost,
    cause_en,
    cause_zh
from (
    from indicators
    union all
    from index_places
    union all
    from variables
)
order by place
