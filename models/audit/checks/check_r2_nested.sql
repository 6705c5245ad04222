{{ config(meta={'values': ['r2_text', 'narrower_place', 'narrower_r2_text']}) }}
-- On one sample R2 cannot fall when regressors are added. An adjusted R2 can, by what the lost degrees of
-- freedom cost, and xtreg's overall R2 is not the least-squares R2 of its model. If the seed does not say
-- which is printed, a fall larger than the first is suspect and a smaller one borderline.
-- Grain: one row per printed column that has all regressors of another: the closest in size whose R2 is
-- larger, else the closest.

with nested as (

    select
        wider.study_table,
        wider.column_no,
        case when pairs.sample_is_certain then wider.r2_kind else '' end as r2_kind,
        wider.r2_text,
        wider.r2 + wider.r2_half_unit + narrower.r2_half_unit + 1e-12 as r2_most,
        narrower.r2 as narrower_r2,
        narrower.r2_text as narrower_r2_text,
        narrower.place as narrower_place,
        1 - (1 - narrower.r2) * narrower.degrees / wider.degrees as least_adjusted,
        row_number() over (
            partition by wider.study_table, wider.column_no
            order by
                (wider.r2 + wider.r2_half_unit + narrower.r2_half_unit + 1e-12 < narrower.r2) desc,
                narrower.n_regressors desc,
                narrower.r2 desc,
                narrower.study_table asc,
                narrower.column_no asc
        ) as preference
    from {{ ref('int_nested_columns') }} as pairs
    inner join {{ ref('int_printed_columns') }} as wider
        on
            pairs.study_table = wider.study_table
            and pairs.column_no = wider.column_no
    inner join {{ ref('int_printed_columns') }} as narrower
        on
            pairs.narrower_table = narrower.study_table
            and pairs.narrower_column_no = narrower.column_no
    where
        wider.r2 is not null
        and narrower.r2 is not null

),

judged as (

    select
        *,
        case
            when r2_most >= narrower_r2 then 'consistent'
            when r2_kind = 'within' then 'inconsistent'
            when r2_kind = 'adjusted' and r2_most >= least_adjusted then 'consistent'
            when r2_kind = 'adjusted' then 'inconsistent'
            when r2_kind = 'overall' or r2_most >= least_adjusted then 'borderline'
            else 'suspect'
        end as verdict
    from nested
    where preference = 1

)

select
    study_table,
    column_no,
    cast(null as string) as term,
    r2_text as printed,
    '>= ' || narrower_r2_text as expected,
    verdict,
    'opening ' || verdict as parts,
    r2_text,
    narrower_place,
    narrower_r2_text
from judged
