-- Differences of Dig's coefficient between groups: the fully interacted model's standard error and stars,
-- and the p-values of the other methods next to it.
-- Grain: one row per pair of columns.

with pairs as (

    select
        study_table,
        column_a,
        column_b,
        any_value(group_a) as group_a,
        any_value(group_b) as group_b,
        coalesce(max(method) filter (where method = 'interacted_full'), min(method)) as main_method,
        max(p_value) filter (where method = 'wald') as wald,
        max(p_value) filter (where method = 'permutation') as shuffled_p,
        max(p_holm) filter (where method = 'permutation') as shuffled_holm,
        max(difference) filter (where method = 'interacted_first') as first_difference,
        max(difference_text) filter (where method = 'interacted_first') as first_difference_text,
        max(p_value) filter (where method = 'interacted_first') as first_p_value
    from results.shown_group_differences
    where variant = 'equation'
    group by study_table, column_a, column_b

),

cautions as (

    select distinct
        study_table,
        column_a,
        column_b,
        caution_zh,
        caution_en
    from results.group_differences
    where variant = 'equation' and caution_en <> ''

),

-- A group is a condition on the panel, or the outcome of a column.
groups as (

    select
        terms.code,
        coalesce(nullif(samples.zh, samples.code), terms.zh) as zh,
        coalesce(nullif(samples.en, samples.code), terms.en) as en
    from labels as terms
    left join labels as samples on samples.kind = 'sample' and terms.code = samples.code
    where terms.kind = 'term'

)

select
    minuends.zh || ' − ' || ones.zh as label_zh,
    minuends.en || ' − ' || ones.en as label_en,
    pairs.study_table,
    shown.difference,
    shown.difference_text,
    shown.stars as difference_stars,
    case when shown.std_error is not null and shown.bracket_text <> '' then shown.df end as difference_df,
    shown.std_error,
    shown.bracket_text as std_error_text,
    shown.p_value,
    pairs.wald,
    pairs.shuffled_p,
    pairs.shuffled_holm,
    pairs.first_difference,
    pairs.first_difference_text,
    pairs.first_p_value,
    replace(words.zh, '{caution}', cautions.caution_zh) as note_zh,
    replace(words.en, '{caution}', cautions.caution_en) as note_en
from pairs
inner join results.shown_group_differences as shown
    on
        shown.variant = 'equation'
        and pairs.study_table = shown.study_table
        and pairs.column_a = shown.column_a
        and pairs.column_b = shown.column_b
        and pairs.main_method = shown.method
inner join groups as ones on pairs.group_a = ones.code
inner join groups as minuends on pairs.group_b = minuends.code
inner join labels as words on words.kind = 'note' and words.code = 'caution'
left join cautions
    on
        pairs.study_table = cautions.study_table
        and pairs.column_a = cautions.column_a
        and pairs.column_b = cautions.column_b
order by
    pairs.study_table,
    pairs.column_a,
    pairs.column_b
