-- Two checks of each mediation path. Identity: total = direct + indirect within rounding, which least
-- squares keeps exactly on one sample. Sobel: is the indirect effect significant at the level that both its
-- stars claim? Where it is not, the stars may still be right (both of its parts can be significant alone),
-- so the finding is 'suspect'.
-- Grain: one row per path and check.

with normal as (

    select
        normal_10_percent,
        normal_5_percent,
        normal_1_percent
    from {{ ref('int_critical_values') }}
    where degrees = 0

),

paths as (

    select
        paths.*,
        least(paths.a_stars, paths.b_stars) as claimed_stars,
        case least(paths.a_stars, paths.b_stars)
            when 3 then normal.normal_1_percent
            when 2 then normal.normal_5_percent
            else normal.normal_10_percent
        end as critical_value,
        case least(paths.a_stars, paths.b_stars) when 3 then '1 %' when 2 then '5 %' else '10 %' end
            as level_text,
        {{ normal_p_value('paths.sobel_z') }} as sobel_p,
        {{ number_text('paths.gap', 4) }} as gap_text,
        {{ number_text('paths.gap_from_rounding', 4) }} as rounding_text,
        {{ number_text('paths.direct + paths.indirect', 4) }} as sum_text,
        {{ number_text('paths.indirect', 4) }} as indirect_text,
        {{ number_text('paths.sobel_z', 3) }} as z_text,
        {{ number_text('paths.likely_sobel_z', 2) }} as likely_z_text,
        cast(paths.total as string) as total_text,
        cast(paths.direct as string) as direct_text,
        coalesce(paths.total_table, '') || ' (' || coalesce(cast(paths.total_column_no as string), '') || ')'
            as total_place
    from {{ ref('int_mediation_paths') }} as paths
    cross join normal

),

identity as (

    select
        study_table,
        b_column_no as column_no,
        mediator as term,
        'mediation_identity' as check_name,
        'total ' || total_text || ', direct ' || direct_text || ', indirect ' || indirect_text as printed,
        'total = ' || sum_text || ', gap ' || gap_text as expected,
        case when abs(gap) <= gap_from_rounding + 1e-9 then 'consistent' else 'inconsistent' end as verdict,
        '总效应（表 ' || total_place || '）' || total_text || '，直接效应 ' || direct_text || '，间接效应 '
        || a_printed || ' × ' || b_printed || ' = ' || indirect_text
        || '；总效应 − 直接效应 − 间接效应 = ' || gap_text || '，四舍五入至多解释 ' || rounding_text
        || case
            when abs(gap) <= gap_from_rounding + 1e-9 then '：相符。'
            else '：同一样本的最小二乘估计不可能如此，三个方程的样本或设定并不相同。'
        end as explanation_zh,
        'Total ' || total_text || ' (table ' || total_place || '), direct ' || direct_text || ', indirect '
        || a_printed
        || ' x '
        || b_printed
        || ' = '
        || indirect_text
        || ': total - direct - indirect = '
        || gap_text
        || ', of which rounding explains at most ' || rounding_text
        || case
            when abs(gap) <= gap_from_rounding + 1e-9 then ': they agree.'
            else
                ': impossible by least squares on one sample, so the samples or the specifications differ.'
        end as explanation_en
    from paths
    where total is not null

),

sobel as (

    select
        study_table,
        b_column_no as column_no,
        mediator as term,
        'sobel' as check_name,
        a_printed || ' x ' || b_printed as printed,
        'z = ' || z_text || ', ' || {{ p_value_text('sobel_p') }} as expected,
        case
            when claimed_stars = 0 or coalesce(sobel_z_low, 0) >= critical_value then 'consistent'
            when sobel_z_high >= critical_value then 'borderline'
            else 'suspect'
        end as verdict,
        '间接效应 ' || indirect_text || ' 的 Sobel z = ' || z_text || '（' || {{ p_value_text('sobel_p') }} || '）'
        || case
            when claimed_stars = 0 then '；其两个系数并非都带星号，未断言中介效应显著。'
            when coalesce(sobel_z_low, 0) >= critical_value then '，在两个系数的星号所示的 ' || level_text || ' 水平上显著。'
            else
                '，在两个系数的星号所示的 ' || level_text || ' 水平上'
                || case when sobel_z_high >= critical_value then '是否显著取决于四舍五入。' else '不显著。' end
        end
        || case
            when abs(likely_sobel_z - sobel_z) > 1e-6
                then '若可疑的标准误按小数点错位改正，z = ' || likely_z_text || '。'
            else ''
        end as explanation_zh,
        'The indirect effect ' || indirect_text || ' has Sobel z = ' || z_text
        || ' (' || {{ p_value_text('sobel_p') }} || ')'
        || case
            when
                claimed_stars = 0
                then '; its two coefficients do not both carry stars, so nothing is claimed.'
            when coalesce(sobel_z_low, 0) >= critical_value
                then ', significant at the ' || level_text || ' that the stars of both coefficients claim.'
            when sobel_z_high >= critical_value
                then
                    ': significant or not at the '
                    || level_text
                    || ' that both stars claim, depending on rounding.'
            else ', not significant at the ' || level_text || ' that the stars of both coefficients claim.'
        end
        || case
            when abs(likely_sobel_z - sobel_z) > 1e-6
                then
                    ' With the doubtful errors corrected for a slipped decimal point, z = '
                    || likely_z_text
                    || '.'
            else ''
        end as explanation_en
    from paths

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
from identity

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
from sobel
