-- Do the stars fit the coefficient and its error? *, ** and *** claim 10, 5 and 1 percent, no star claims
-- none. t is taken over the whole rounding interval, and judged by the normal and by the t distribution:
-- stars that neither allows are inconsistent, stars that only one allows are borderline, since the page
-- does not say which was used.
-- Grain: one row per printed coefficient that has an error.

with coefficients as (

    select
        coefficients.*,
        models.degrees,
        critical.normal_10_percent,
        critical.normal_5_percent,
        critical.normal_1_percent,
        critical.t_10_percent,
        critical.t_5_percent,
        critical.t_1_percent
    from {{ ref('int_printed_coefficients') }} as coefficients
    left join {{ ref('int_printed_models') }} as models
        on
            coefficients.study_table = models.study_table
            and coefficients.column_no = models.column_no
    -- Without printed observations there is no t distribution to judge by: the normal speaks alone.
    left join {{ ref('int_critical_values') }} as critical
        on coalesce(models.degrees, 0) = critical.degrees
    where coalesce(coefficients.std_error_text, '') <> ''

),

counted as (

    select
        *,
        {{ stars_of('t_low', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_fewest,
        {{ stars_of('t_high', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_most,
        {{ stars_of('t_low', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_fewest,
        {{ stars_of('t_high', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_most
    from coefficients

),

judged as (

    select
        *,
        n_stars between normal_fewest and normal_most as normal_allows,
        n_stars between t_fewest and t_most as t_allows
    from counted

),

told as (

    select
        *,
        case
            when t_value is null then 'suspect'
            when normal_allows and t_allows then 'consistent'
            when normal_allows or t_allows then 'borderline'
            else 'inconsistent'
        end as verdict,
        {{ number_text('t_value', 2) }} as t_text,
        {{ p_bracket('t_value', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_bracket,
        {{ p_bracket('t_value', 't_10_percent', 't_5_percent', 't_1_percent') }} as t_bracket,
        coefficient_text || stars || ' (' || std_error_text || ')' as printed
    from judged

)

select
    study_table,
    column_no,
    term,
    n_stars,
    coefficient,
    std_error,
    t_value,
    degrees,
    verdict,
    printed,
    case
        when t_value is null then null
        when normal_bracket = t_bracket then 't = ' || t_text || ', ' || t_bracket
        else 't = ' || t_text || ', ' || normal_bracket || ' (normal), ' || t_bracket || ' (t)'
    end as expected,
    case
        when t_value is null then '印出的“' || printed || '”不能读作系数与标准误。'
        else
            '系数 ' || coefficient_text || '、标准误 ' || std_error_text || '，t = ' || t_text
            || '（计入四舍五入：'
            || {{ number_text('t_low', 3) }}
            || ' 至 '
            || {{ number_text('t_high', 3) }}
            || '）；按正态 '
            || normal_bracket
            || coalesce('，按自由度 ' || cast(degrees as string) || ' 的 t 分布 ' || t_bracket, '')
            || '；印出的是' || case n_stars when 0 then '无星号' else stars end
            || case
                when verdict = 'consistent' then '，相符。'
                when verdict = 'borderline' then '，两种分布的判断不同：取决于作者用了哪一种。'
                when n_stars > normal_most then '，星号过多。'
                else '，星号过少。'
            end
    end as explanation_zh,
    case
        when
            t_value is null
            then 'What is printed, ' || printed || ', cannot be read as a coefficient and its error.'
        else
            'Coefficient ' || coefficient_text || ', error ' || std_error_text || ': t = ' || t_text
            || ' ('
            || {{ number_text('t_low', 3) }}
            || ' to '
            || {{ number_text('t_high', 3) }}
            || ' over rounding); '
            || normal_bracket || ' by the normal'
            || coalesce(', ' || t_bracket || ' by t with ' || cast(degrees as string) || ' degrees', '')
            || '; printed ' || case n_stars when 0 then 'without stars' else 'with ' || stars end
            || case
                when verdict = 'consistent' then ': they agree.'
                when verdict = 'borderline'
                    then ': the two distributions disagree, so it depends on which one the authors used.'
                when n_stars > normal_most then ': more stars than the numbers support.'
                else ': fewer stars than the numbers support.'
            end
    end as explanation_en
from told
