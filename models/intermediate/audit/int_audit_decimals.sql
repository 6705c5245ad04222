-- Has a decimal point slipped? Suspected where stars that do not fit would fit with ten times the error or
-- a tenth of it, where the error differs more than fivefold from the same term's error in every sibling
-- column (same table, outcome and sample), or where a number has other decimals than most of its table:
-- .672 among four-digit errors is likely .0672. The corrected number is a guess, and stays one.
-- Grain: one row per printed coefficient that has an error.

with stars as (

    select
        study_table,
        column_no,
        term,
        n_stars,
        t_value,
        verdict,
        printed
    from {{ ref('int_audit_stars') }}

),

coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient_text,
        std_error_text,
        coefficient,
        std_error,
        coefficient_decimals,
        std_error_decimals
    from {{ ref('int_printed_coefficients') }}

),

decimals as (

    select
        study_table,
        'coefficient' as kind,
        coefficient_decimals as n_decimals
    from coefficients

    union all

    select
        study_table,
        'error' as kind,
        std_error_decimals as n_decimals
    from coefficients
    where coalesce(std_error_text, '') <> ''

),

ranked_decimals as (

    select
        study_table,
        kind,
        n_decimals,
        row_number() over (partition by study_table, kind order by count(*) desc, n_decimals desc) as place
    from decimals
    group by study_table, kind, n_decimals

),

usual as (

    select
        study_table,
        max(case when kind = 'coefficient' then n_decimals end) as usual_coefficient_decimals,
        max(case when kind = 'error' then n_decimals end) as usual_error_decimals
    from ranked_decimals
    where place = 1
    group by study_table

),

siblings as (

    select
        pairs.study_table,
        pairs.column_no,
        printed_here.term,
        min(in_siblings.std_error) as least_sibling_error,
        max(in_siblings.std_error) as largest_sibling_error
    from {{ ref('int_printed_pairs') }} as pairs
    inner join coefficients as printed_here
        on
            pairs.study_table = printed_here.study_table
            and pairs.column_no = printed_here.column_no
    inner join coefficients as in_siblings
        on
            pairs.other_table = in_siblings.study_table
            and pairs.other_column_no = in_siblings.column_no
            and printed_here.term = in_siblings.term
    where
        pairs.study_table = pairs.other_table
        and pairs.same_outcome
        and pairs.same_sample
        and in_siblings.std_error > 0
    group by pairs.study_table, pairs.column_no, printed_here.term

),

normal as (

    select
        normal_10_percent,
        normal_5_percent,
        normal_1_percent
    from {{ ref('int_critical_values') }}
    where degrees = 0

),

marks as (

    select
        stars.study_table,
        stars.column_no,
        stars.term,
        stars.n_stars,
        stars.t_value,
        stars.verdict as stars_verdict,
        stars.printed,
        coefficients.coefficient_text,
        coefficients.std_error_text,
        coefficients.coefficient,
        coefficients.std_error,
        siblings.least_sibling_error,
        siblings.largest_sibling_error,
        coefficients.coefficient_decimals - usual.usual_coefficient_decimals as extra_coefficient_decimals,
        coefficients.std_error_decimals - usual.usual_error_decimals as extra_error_decimals,
        usual.usual_coefficient_decimals,
        usual.usual_error_decimals,
        case
            when stars.verdict <> 'inconsistent' then 0
            when
                stars.n_stars
                = {{ stars_of('10 * t_value', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
                then -1
            when
                stars.n_stars
                = {{ stars_of('t_value / 10', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
                then 1
            else 0
        end as error_shift_for_stars,
        case
            when coefficients.std_error > 5 * siblings.largest_sibling_error then -1
            when coefficients.std_error * 5 < siblings.least_sibling_error then 1
            else 0
        end as error_shift_for_siblings
    from stars
    inner join coefficients
        on
            stars.study_table = coefficients.study_table
            and stars.column_no = coefficients.column_no
            and stars.term = coefficients.term
    left join usual
        on stars.study_table = usual.study_table
    left join siblings
        on
            stars.study_table = siblings.study_table
            and stars.column_no = siblings.column_no
            and stars.term = siblings.term
    cross join normal

),

-- .0672 printed as .672 lost a digit, .0920 printed as .00920 gained one: the point moves against the
-- surplus.
guesses as (

    select
        *,
        case
            when error_shift_for_siblings <> 0
                then round(std_error * power(10.0, error_shift_for_siblings), 9)
            when abs(extra_error_decimals) = 1
                then round(std_error * power(10.0, extra_error_decimals), 9)
            when error_shift_for_stars <> 0 and extra_coefficient_decimals = 0
                then round(std_error * power(10.0, error_shift_for_stars), 9)
        end as likely_error,
        case
            when
                abs(extra_coefficient_decimals) = 1
                then round(coefficient * power(10.0, extra_coefficient_decimals), 9)
        end as likely_coefficient,
        error_shift_for_stars <> 0
        or error_shift_for_siblings <> 0
        or extra_error_decimals <> 0
        or extra_coefficient_decimals <> 0 as is_suspect
    from marks
    where t_value is not null

),

told as (

    select
        *,
        abs(coalesce(likely_coefficient, coefficient)) / coalesce(likely_error, std_error) as likely_t_value,
        case when is_suspect then 'suspect' else 'consistent' end as verdict,
        cast(likely_error as string) as likely_error_text,
        cast(likely_coefficient as string) as likely_coefficient_text
    from guesses

)

select
    study_table,
    column_no,
    term,
    std_error,
    likely_error,
    likely_coefficient,
    verdict,
    printed,
    case
        when not is_suspect then null
        when likely_error is null and likely_coefficient is null
            then
                cast(usual_coefficient_decimals as string) || ' / ' || cast(usual_error_decimals as string)
                || ' decimals'
        else
            coalesce(likely_coefficient_text, coefficient_text)
            || ' (' || coalesce(likely_error_text, std_error_text) || ')'
    end as expected,
    case
        when not is_suspect then '小数点未见异常：' || printed || '。'
        else
            printed || ' 的小数点可疑：'
            || case
                when error_shift_for_stars = -1 then '标准误缩小十倍后星号相符；'
                when error_shift_for_stars = 1 then '标准误扩大十倍（或系数缩小十倍）后星号相符；'
                else ''
            end
            || case
                when error_shift_for_siblings <> 0
                    then
                        '同表同一被解释变量、同一样本各列中该变量的标准误为 '
                        || cast(least_sibling_error as string)
                        || ' 至 '
                        || cast(largest_sibling_error as string)
                        || '，相差五倍以上；'
                else ''
            end
            || case
                when extra_coefficient_decimals <> 0
                    then '系数的小数位数与本表通常的 ' || cast(usual_coefficient_decimals as string) || ' 位不同；'
                else ''
            end
            || case
                when extra_error_decimals <> 0
                    then '标准误的小数位数与本表通常的 ' || cast(usual_error_decimals as string) || ' 位不同；'
                else ''
            end
            || case
                when likely_error is null and likely_coefficient is null then '无从推测原数。'
                else
                    '可能应为 ' || coalesce(likely_coefficient_text, coefficient_text)
                    || '（'
                    || coalesce(likely_error_text, std_error_text)
                    || '），t = '
                    || {{ number_text('likely_t_value', 2) }}
                    || '，仅为推测。'
            end
    end as explanation_zh,
    case
        when not is_suspect then 'No sign of a slipped decimal point in ' || printed || '.'
        else
            'A decimal point may have slipped in ' || printed || ': '
            || case
                when error_shift_for_stars = -1 then 'a tenth of the error would fit the stars; '
                when error_shift_for_stars = 1
                    then 'ten times the error (or a tenth of the coefficient) would fit the stars; '
                else ''
            end
            || case
                when error_shift_for_siblings <> 0
                    then
                        'errors of this term in columns of the same outcome and sample run from '
                        || cast(least_sibling_error as string)
                        || ' to '
                        || cast(largest_sibling_error as string)
                        || ', more than fivefold off; '
                else ''
            end
            || case
                when extra_coefficient_decimals <> 0
                    then
                        'the coefficient has other decimals than the '
                        || cast(usual_coefficient_decimals as string)
                        || ' usual in this table; '
                else ''
            end
            || case
                when extra_error_decimals <> 0
                    then
                        'the error has other decimals than the ' || cast(usual_error_decimals as string)
                        || ' usual in this table; '
                else ''
            end
            || case
                when likely_error is null and likely_coefficient is null then 'no guess at the number meant.'
                else
                    'it may have been ' || coalesce(likely_coefficient_text, coefficient_text)
                    || ' (' || coalesce(likely_error_text, std_error_text) || '), t = '
                    || {{ number_text('likely_t_value', 2) }}
                    || ', which is a guess.'
            end
    end as explanation_en
from told
