-- What the printed numbers say about each sentence that asserts a result. sign: the coefficient has the
-- sign, its stars claim the level and its t supports it. not_significant: its t stays below the level.
-- smaller: a comparison of two sizes. greater: z of the difference, independent or at the worst and best
-- correlation. mediation: Sobel's z. more_significant: Sobel's z of two paths. False statements are
-- 'inconsistent', unsupported ones 'suspect', what hangs on a distribution, a correlation or a rounding is
-- 'borderline'.
-- Grain: one row per part of a claim.

with claims as (

    select
        *,
        case
            when {{ to_number(fold_number('level')) }} <= 0.01 then 3
            when {{ to_number(fold_number('level')) }} <= 0.05 then 2
            when {{ to_number(fold_number('level')) }} <= 0.10 then 1
        end as level_stars
    from {{ ref('published_claims') }}

),

coefficients as (

    select
        coefficients.*,
        critical.normal_10_percent,
        critical.normal_5_percent,
        critical.normal_1_percent,
        critical.t_10_percent,
        critical.t_5_percent,
        critical.t_1_percent,
        coefficients.coefficient_text
        || coefficients.stars
        || ' ('
        || coefficients.std_error_text
        || ')' as printed
    from {{ ref('int_printed_coefficients') }} as coefficients
    left join {{ ref('int_printed_models') }} as models
        on
            coefficients.study_table = models.study_table
            and coefficients.column_no = models.column_no
    left join {{ ref('int_critical_values') }} as critical
        on coalesce(models.degrees, 0) = critical.degrees

),

normal as (

    select
        normal_10_percent,
        normal_5_percent,
        normal_1_percent
    from {{ ref('int_critical_values') }}
    where degrees = 0

),

levels as (

    select
        claims.*,
        case claims.level_stars
            when 3 then normal.normal_1_percent
            when 2 then normal.normal_5_percent
            when 1 then normal.normal_10_percent
            else 0
        end as normal_critical,
        case claims.level_stars when 3 then '1 %' when 2 then '5 %' when 1 then '10 %' else '' end
            as level_text
    from claims
    cross join normal

),

single as (

    select
        levels.claim_id,
        levels.part,
        levels.kind,
        levels.expected,
        levels.level_stars,
        levels.level_text,
        coefficients.printed,
        coefficients.coefficient,
        coefficients.coefficient_half_unit,
        coefficients.n_stars,
        {{ number_text('coefficients.t_value', 2) }} as t_text,
        {{ stars_of('t_low', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_fewest,
        {{ stars_of('t_high', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_most,
        {{ stars_of('t_low', 't_10_percent', 't_5_percent', 't_1_percent') }}
            as t_fewest,
        {{ stars_of('t_high', 't_10_percent', 't_5_percent', 't_1_percent') }}
            as t_most
    from levels
    inner join coefficients
        on
            levels.study_table = coefficients.study_table
            and levels.column_no = coefficients.column_no
            and levels.term = coefficients.term
    where levels.kind in ('sign', 'not_significant')

),

single_judged as (

    select
        *,
        case
            when kind = 'not_significant'
                then
                    case
                        when normal_most < level_stars and t_most < level_stars then 'consistent'
                        when normal_fewest >= level_stars and t_fewest >= level_stars then 'inconsistent'
                        else 'borderline'
                    end
            when
                (expected = 'positive' and coefficient + coefficient_half_unit < 0)
                or (expected = 'negative' and coefficient - coefficient_half_unit > 0)
                then 'inconsistent'
            when n_stars < level_stars then 'inconsistent'
            when normal_most < level_stars and t_most < level_stars then 'inconsistent'
            when normal_fewest < level_stars or t_fewest < level_stars then 'borderline'
            else 'consistent'
        end as verdict
    from single

),

single_told as (

    select
        claim_id,
        part,
        verdict,
        printed || ', t = ' || t_text as found,
        '印出 ' || printed || '，t = ' || t_text
        || case
            when verdict = 'consistent' then '：与断言相符。'
            when verdict = 'borderline' then '：是否成立取决于所用的分布或四舍五入。'
            when kind = 'sign' and n_stars < level_stars and normal_fewest >= level_stars
                then '：断言在 ' || level_text || ' 水平显著，印出的星号较少（尽管 t 足够大）。'
            else '：断言（' || expected || coalesce('，' || nullif(level_text, ''), '') || '）不成立。'
        end as explanation_zh,
        'Printed ' || printed || ', t = ' || t_text
        || case
            when verdict = 'consistent' then ': as claimed.'
            when verdict = 'borderline' then ': true or not depending on the distribution or on rounding.'
            when kind = 'sign' and n_stars < level_stars and normal_fewest >= level_stars
                then
                    ': claimed at '
                    || level_text
                    || ', but fewer stars are printed (though t is large enough).'
            else
                ': the claim ('
                || expected
                || coalesce(', ' || nullif(level_text, ''), '')
                || ') does not hold.'
        end as explanation_en
    from single_judged

),

differences as (

    select
        levels.claim_id,
        levels.part,
        levels.kind,
        levels.level_stars,
        levels.level_text,
        levels.normal_critical,
        differences.difference,
        differences.difference_half_unit,
        differences.regions_apart,
        differences.z_low,
        differences.z_high,
        differences.worst_z,
        differences.best_z,
        differences.printed,
        {{ number_text('differences.difference', 4) }} as difference_text,
        {{ number_text('differences.z_value', 2) }} as z_text,
        {{ number_text('differences.worst_z', 2) }} as worst_text,
        {{ normal_p_value('differences.z_value') }} as p_value
    from levels
    inner join {{ ref('int_coefficient_differences') }} as differences
        on
            levels.study_table = differences.study_table
            and levels.column_no = differences.column_no
            and levels.term = differences.term
            and levels.other_table = differences.other_table
            and levels.other_column_no = differences.other_column_no
            and levels.other_term = differences.other_term
    where
        levels.kind in ('greater', 'smaller')
        and differences.is_claimed

),

differences_judged as (

    select
        *,
        case
            when kind = 'smaller'
                then
                    case
                        when difference < 0 - difference_half_unit - 1e-12 then 'consistent'
                        when difference <= difference_half_unit + 1e-12 then 'borderline'
                        else 'inconsistent'
                    end
            when difference < 0 - difference_half_unit then 'inconsistent'
            when z_low >= normal_critical and (regions_apart or worst_z >= normal_critical) then 'consistent'
            when z_high >= normal_critical then 'borderline'
            when regions_apart or best_z < normal_critical then 'inconsistent'
            else 'borderline'
        end as verdict
    from differences

),

differences_told as (

    select
        claim_id,
        part,
        verdict,
        case
            when kind = 'smaller' then printed || ' = ' || difference_text
            else printed || ': z = ' || z_text || ', worst case ' || worst_text
        end as found,
        '差 ' || printed || ' = ' || difference_text
        || case
            when kind = 'smaller'
                then
                    case
                        when verdict = 'consistent' then '：确实较小（仅为大小比较，未作检验）。'
                        when verdict = 'borderline' then '：四舍五入之内相等。'
                        else '：并不较小。'
                    end
            else
                '，假定相互独立 z = ' || z_text || '（' || {{ p_value_text('p_value') }} || '），最坏相关下 '
                || worst_text
                || case
                    when verdict = 'consistent' then '：差异显著。'
                    when verdict = 'borderline' then '：是否显著取决于两个系数的相关或四舍五入。'
                    else '：差异不显著，断言缺乏依据。'
                end
        end as explanation_zh,
        'Difference ' || printed || ' = ' || difference_text
        || case
            when kind = 'smaller'
                then
                    case
                        when verdict = 'consistent' then ': smaller indeed (a comparison of size, no test).'
                        when verdict = 'borderline' then ': equal within rounding.'
                        else ': it is not smaller.'
                    end
            else
                ', z = ' || z_text || ' (' || {{ p_value_text('p_value') }} || ') if independent, '
                || worst_text || ' at the worst correlation'
                || case
                    when verdict = 'consistent' then ': a significant difference.'
                    when verdict = 'borderline'
                        then ': significant or not depending on the correlation of the two, or on rounding.'
                    else ': no significant difference, so the claim is not supported.'
                end
        end as explanation_en
    from differences_judged

),

paths as (

    select
        study_table,
        a_column_no,
        b_column_no,
        treatment,
        mediator,
        a_printed,
        b_printed,
        indirect,
        sobel_z,
        coalesce(sobel_z_low, 0) as sobel_z_low,
        coalesce(sobel_z_high, 1e9) as sobel_z_high,
        likely_sobel_z,
        b_t_value,
        {{ normal_p_value('sobel_z') }} as sobel_p,
        {{ number_text('sobel_z', 3) }} as z_text,
        {{ number_text('likely_sobel_z', 2) }} as likely_z_text,
        {{ number_text('b_t_value', 2) }} as b_t_text,
        case
            when abs(likely_sobel_z - sobel_z) > 1e-6 then {{ number_text('likely_sobel_z', 2) }}
        end as corrected_z_text
    from {{ ref('int_mediation_paths') }}

),

mediations as (

    select
        levels.claim_id,
        levels.part,
        levels.level_text,
        levels.normal_critical,
        paths.a_printed,
        paths.b_printed,
        paths.sobel_p,
        paths.z_text,
        paths.corrected_z_text,
        case
            when
                (levels.expected = 'positive' and paths.indirect < 0)
                or (levels.expected = 'negative' and paths.indirect > 0)
                then 'inconsistent'
            when paths.sobel_z_low >= levels.normal_critical then 'consistent'
            when paths.sobel_z_high >= levels.normal_critical then 'borderline'
            else 'suspect'
        end as verdict
    from levels
    inner join paths
        on
            levels.study_table = paths.study_table
            and levels.column_no = paths.a_column_no
            and levels.term = paths.treatment
            and levels.other_table = paths.study_table
            and levels.other_column_no = paths.b_column_no
            and levels.other_term = paths.mediator
    where levels.kind = 'mediation'

),

mediations_told as (

    select
        claim_id,
        part,
        verdict,
        a_printed || ' x ' || b_printed || ': z = ' || z_text as found,
        '间接效应 ' || a_printed || ' × ' || b_printed || ' 的 Sobel z = ' || z_text
        || '（' || {{ p_value_text('sobel_p') }} || '）'
        || case
            when verdict = 'consistent' then '：在 ' || level_text || ' 水平显著，与断言相符。'
            when verdict = 'borderline' then '：在 ' || level_text || ' 水平是否显著取决于四舍五入。'
            when verdict = 'suspect' then '：在 ' || level_text || ' 水平不显著，两个系数各自的星号不足以支持断言。'
            else '：符号与断言相反。'
        end
        || coalesce('若可疑的标准误按小数点错位改正，z = ' || corrected_z_text || '。', '') as explanation_zh,
        'The indirect effect ' || a_printed || ' x ' || b_printed || ' has Sobel z = ' || z_text
        || ' (' || {{ p_value_text('sobel_p') }} || ')'
        || case
            when verdict = 'consistent' then ', significant at ' || level_text || ' as claimed.'
            when
                verdict = 'borderline'
                then ', significant at ' || level_text || ' or not depending on rounding.'
            when verdict = 'suspect'
                then
                    ', not significant at ' || level_text
                    || ': the stars of its two coefficients do not suffice for the claim.'
            else ': its sign is the opposite of the claim.'
        end
        || coalesce(
            ' With the doubtful errors corrected for a slipped decimal point, z = '
            || corrected_z_text
            || '.',
            ''
        ) as explanation_en
    from mediations

),

contests as (

    select
        levels.claim_id,
        levels.part,
        one.mediator,
        other.mediator as other_mediator,
        one.z_text,
        other.z_text as other_z_text,
        one.likely_z_text,
        other.likely_z_text as other_likely_z_text,
        one.b_t_text,
        other.b_t_text as other_b_t_text,
        case
            when one.sobel_z > other.sobel_z and one.likely_sobel_z > other.likely_sobel_z then 'consistent'
            when one.sobel_z > other.sobel_z or one.likely_sobel_z > other.likely_sobel_z then 'borderline'
            when one.b_t_value > other.b_t_value then 'suspect'
            else 'inconsistent'
        end as verdict
    from levels
    inner join paths as one
        on
            levels.study_table = one.study_table
            and levels.column_no = one.b_column_no
            and levels.term = one.mediator
    inner join paths as other
        on
            levels.other_table = other.study_table
            and levels.other_column_no = other.b_column_no
            and levels.other_term = other.mediator
    where levels.kind = 'more_significant'

),

contests_told as (

    select
        claim_id,
        part,
        verdict,
        'z = '
        || z_text
        || ' : '
        || other_z_text
        || ' ('
        || likely_z_text
        || ' : '
        || other_likely_z_text
        || ')'
            as found,
        mediator || ' 与 ' || other_mediator || ' 路径的 Sobel z：按印出的数 ' || z_text || ' 对 ' || other_z_text
        || '，可疑标准误改正后 ' || likely_z_text || ' 对 ' || other_likely_z_text
        || '；仅看中介变量自身系数的 t：' || b_t_text || ' 对 ' || other_b_t_text
        || case
            when verdict = 'consistent' then '：与断言相符。'
            when verdict = 'borderline' then '：取决于可疑的标准误。'
            when verdict = 'suspect' then '：只有后者支持断言，间接效应并不支持。'
            else '：断言不成立。'
        end as explanation_zh,
        'Sobel z of the paths through '
        || mediator
        || ' and '
        || other_mediator
        || ': '
        || z_text
        || ' against '
        || other_z_text || ' as printed, ' || likely_z_text || ' against ' || other_likely_z_text
        || ' with doubtful errors corrected; t of the mediators'' own coefficients: '
        || b_t_text
        || ' against '
        || other_b_t_text
        || case
            when verdict = 'consistent' then ': as claimed.'
            when verdict = 'borderline' then ': it depends on the doubtful errors.'
            when verdict = 'suspect' then ': only the last supports the claim, the indirect effects do not.'
            else ': the claim does not hold.'
        end as explanation_en
    from contests

),

judged as (

    select * from single_told
    union all
    select * from differences_told
    union all
    select * from mediations_told
    union all
    select * from contests_told

)

select
    claims.claim_id,
    claims.part,
    claims.kind,
    claims.claim_zh,
    claims.claim_en,
    claims.study_table,
    claims.column_no,
    claims.term,
    claims.expected as asserted,
    claims.level,
    judged.found,
    coalesce(judged.verdict, 'suspect') as verdict,
    coalesce(judged.explanation_zh, '断言所指的系数没有印出，或不能读作数字。') as explanation_zh,
    coalesce(
        judged.explanation_en, 'The coefficients that the claim points to are not printed, or are no numbers.'
    )
        as explanation_en
from claims
left join judged
    on
        claims.claim_id = judged.claim_id
        and claims.part = judged.part
