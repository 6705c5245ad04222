-- Two checks of the printed R2. Nested: on one sample R2 cannot fall when regressors are added. From t:
-- with one regressor and conventional errors the within R2 is t^2 / (t^2 + degrees), so coefficient, error
-- and R2 together imply the degrees of freedom; with several regressors the same expression is a lower
-- bound for R2. Robust errors would break the second one, hence 'suspect'; nothing breaks the first.
-- Grain: one row per column and check that applies to it.

with models as (

    select
        study_table,
        column_no,
        r2_text,
        r2,
        r2_half_unit,
        n_obs,
        n_regressors,
        degrees,
        degrees_region_effects
    from {{ ref('int_printed_models') }}
    where r2 is not null

),

-- Of the columns that it contains, the one nearest in size that it falls below, else the nearest.
nested as (

    select
        wider.study_table,
        wider.column_no,
        wider.r2_text,
        wider.r2,
        wider.r2_half_unit,
        narrower.r2_text as narrower_r2_text,
        narrower.r2 as narrower_r2,
        narrower.r2_half_unit as narrower_half_unit,
        narrower.study_table || ' (' || cast(narrower.column_no as string) || ')' as narrower_place,
        row_number() over (
            partition by wider.study_table, wider.column_no
            order by
                case
                    when wider.r2 + wider.r2_half_unit + narrower.r2_half_unit + 1e-12 < narrower.r2 then 1
                    else 2
                end asc,
                narrower.n_regressors desc,
                narrower.r2 desc,
                narrower.study_table asc,
                narrower.column_no asc
        ) as place
    from {{ ref('int_printed_pairs') }} as pairs
    inner join models as wider
        on
            pairs.study_table = wider.study_table
            and pairs.column_no = wider.column_no
    inner join models as narrower
        on
            pairs.other_table = narrower.study_table
            and pairs.other_column_no = narrower.column_no
    where
        pairs.same_outcome
        and pairs.same_sample
        and pairs.n_common = pairs.other_n_regressors
        and pairs.other_n_regressors < pairs.n_regressors
        and pairs.other_n_regressors > 0

),

falls as (

    select
        study_table,
        column_no,
        cast(null as string) as term,
        'r2_nested' as check_name,
        r2_text as printed,
        '>= ' || narrower_r2_text as expected,
        case
            when r2 + r2_half_unit + narrower_half_unit + 1e-12 >= narrower_r2 then 'consistent'
            else 'inconsistent'
        end as verdict,
        'R² 为 ' || r2_text || '，而变量较少的表 ' || narrower_place || ' 为 ' || narrower_r2_text
        || case
            when r2 + r2_half_unit + narrower_half_unit + 1e-12 >= narrower_r2 then '：相符。'
            else '：同一样本增加解释变量，R² 不可能下降；样本量虽印为相同，样本或口径并不相同。'
        end as explanation_zh,
        'R2 is ' || r2_text || ', but ' || narrower_r2_text || ' in table ' || narrower_place
        || ', whose regressors are among its own'
        || case
            when r2 + r2_half_unit + narrower_half_unit + 1e-12 >= narrower_r2 then ': they agree.'
            else
                ': on one sample R2 cannot fall as regressors are added; observations are printed as'
                || ' equal, so samples or definitions differ.'
        end as explanation_en
    from nested
    where place = 1

),

strongest as (

    select
        study_table,
        column_no,
        term,
        coefficient_text || stars || ' (' || std_error_text || ')' as printed,
        t_value,
        t_low,
        t_high,
        row_number() over (partition by study_table, column_no order by t_value desc, term asc) as place
    from {{ ref('int_printed_coefficients') }}
    where
        term <> '_cons'
        and t_value is not null

),

implied as (

    select
        models.*,
        strongest.term,
        strongest.printed,
        power(strongest.t_value, 2) / (power(strongest.t_value, 2) + models.degrees_region_effects)
            as r2_region_effects,
        power(strongest.t_value, 2) / (power(strongest.t_value, 2) + models.degrees) as r2_two_way,
        power(strongest.t_low, 2) / (power(strongest.t_low, 2) + models.degrees_region_effects) as least_r2,
        power(strongest.t_high, 2) / (power(strongest.t_high, 2) + models.degrees) as largest_r2,
        power(strongest.t_low, 2) * (1 - models.r2 - models.r2_half_unit)
        / nullif(models.r2 + models.r2_half_unit, 0) as degrees_low,
        power(strongest.t_high, 2) * (1 - models.r2 + models.r2_half_unit)
        / nullif(models.r2 - models.r2_half_unit, 0) as degrees_high
    from models
    inner join strongest
        on
            models.study_table = strongest.study_table
            and models.column_no = strongest.column_no
            and strongest.place = 1
    where models.degrees_region_effects > 0

),

implied_judged as (

    select
        *,
        n_regressors = 1 as is_exact,
        case
            when
                n_regressors = 1
                and r2 + r2_half_unit >= least_r2
                and r2 - r2_half_unit <= largest_r2
                then 'consistent'
            when n_regressors > 1 and r2 + r2_half_unit >= least_r2 then 'consistent'
            else 'suspect'
        end as verdict,
        {{ number_text('r2_region_effects', 4) }} as region_text,
        {{ number_text('r2_two_way', 4) }} as two_way_text,
        {{ number_text('degrees_low', 0) }} || ' - ' || {{ number_text('degrees_high', 0) }} as degrees_text
    from implied

),

from_t as (

    select
        study_table,
        column_no,
        term,
        'r2_from_t' as check_name,
        'R2 ' || r2_text || ', ' || printed as printed,
        case
            when is_exact then region_text || ' / ' || two_way_text || '; df ' || degrees_text
            else '>= ' || region_text
        end as expected,
        verdict,
        case
            when is_exact
                then
                    '只有一个解释变量，按常规标准误，组内 R² = t²/(t² + 自由度)：印出的 ' || {{ number_text('n_obs', 0) }}
                    || ' 个观测应得 ' || region_text || '（地区效应）或 ' || two_way_text || '（双向效应），印出的是 '
                    || r2_text || '，所隐含的自由度为 ' || degrees_text || '。'
            else
                '按常规标准误，R² 不小于任一变量的 t²/(t² + 自由度)：' || term || ' 给出下限 ' || region_text
                || '，印出的是 ' || r2_text || '。'
        end
        || case when verdict = 'consistent' then '相符。' else '系数、标准误、R² 与样本量不能同时成立，除非标准误并非常规标准误。' end
            as explanation_zh,
        case
            when is_exact
                then
                    'With one regressor and conventional errors the within R2 is t^2/(t^2 + df): the printed '
                    || {{ number_text('n_obs', 0) }}
                    || ' observations give '
                    || region_text
                    || ' (region effects) or '
                    || two_way_text || ' (two-way), printed is ' || r2_text || ', which implies df of '
                    || degrees_text || '.'
            else
                'With conventional errors R2 is no less than any regressor''s t^2/(t^2 + df): ' || term
                || ' gives the lower bound ' || region_text || ', printed is ' || r2_text || '.'
        end
        || case
            when verdict = 'consistent' then ' They agree.'
            else
                ' Coefficient, error, R2 and observations cannot all hold, unless errors are unconventional.'
        end as explanation_en
    from implied_judged

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
from falls

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
from from_t
