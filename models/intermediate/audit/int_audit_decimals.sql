-- Has a decimal point slipped? Suspected where stars that do not fit would fit with ten times the error or
-- a tenth of it, where the error differs more than fivefold from the same term's error in every sibling
-- column (same table, outcome and sample), or where a number has other decimals than most of its table:
-- .672 among four-digit errors is likely .0672. The corrected number is a guess, and stays one.
-- Grain: one row per printed coefficient that has an error, as a finding (int_audit_findings); likely_error
-- serves the mediation paths.

with stars as (

    select
        study_table,
        column_no,
        term,
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
        n_stars,
        t_value,
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
        coefficients.n_stars,
        coefficients.t_value,
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
                coefficients.n_stars
                = {{ stars_of('10 * t_value', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
                then -1
            when
                coefficients.n_stars
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
        case when is_suspect then 'suspect' else 'consistent' end as verdict,
        likely_error is not null or likely_coefficient is not null as has_guess,
        coalesce({{ shortest_text('likely_coefficient') }}, coefficient_text) as likely_coefficient_text,
        coalesce({{ shortest_text('likely_error') }}, std_error_text) as likely_error_text,
        abs(coalesce(likely_coefficient, coefficient)) / coalesce(likely_error, std_error) as likely_t_value
    from guesses

)

select
    study_table,
    column_no,
    term,
    'decimal_point' as check_name,
    cast(null as string) as claim,
    printed,
    case
        when not is_suspect then null
        when has_guess then likely_coefficient_text || ' (' || likely_error_text || ')'
        else
            cast(usual_coefficient_decimals as string) || ' / ' || cast(usual_error_decimals as string)
            || ' decimals'
    end as expected,
    verdict,
    case
        when not is_suspect then 'clean'
        else
            'opening'
            || case error_shift_for_stars when -1 then ' stars_tenth' when 1 then ' stars_tenfold' else '' end
            || case when error_shift_for_siblings <> 0 then ' siblings' else '' end
            || case when extra_coefficient_decimals <> 0 then ' coefficient_decimals' else '' end
            || case when extra_error_decimals <> 0 then ' error_decimals' else '' end
            || case when has_guess then ' guess' else ' no_guess' end
    end as parts,
    printed as value_1,
    {{ shortest_text('least_sibling_error') }} as value_2,
    {{ shortest_text('largest_sibling_error') }} as value_3,
    cast(usual_coefficient_decimals as string) as value_4,
    cast(usual_error_decimals as string) as value_5,
    likely_coefficient_text as value_6,
    likely_error_text as value_7,
    {{ number_text('likely_t_value', 2) }} as value_8,
    cast(null as string) as value_9,
    likely_error,
    likely_coefficient
from told
