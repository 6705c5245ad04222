{{ config(meta={'values': [
    'printed', 'least_text', 'largest_text', 'usual_coefficient_decimals', 'usual_error_decimals',
    'likely_coefficient_text', 'likely_error_text', 'likely_t_text', 'sizes_text'
]}) }}
-- Is a decimal point misplaced (int_printed_slips)? The corrected number is only a guess.
-- Grain: one row per printed coefficient with a standard error that can be judged.

with slips as (

    select
        *,
        coalesce(likely_error, likely_coefficient) is not null as has_guess,
        coalesce({{ shortest_text('likely_coefficient') }}, coefficient_text) as likely_coefficient_text,
        coalesce({{ shortest_text('likely_error') }}, std_error_text) as likely_error_text,
        abs(coalesce(likely_coefficient, coefficient))
        / nullif(coalesce(likely_error, std_error), 0) as likely_t
    from {{ ref('int_printed_slips') }}

)

select
    study_table,
    column_no,
    term,
    printed,
    case
        when not is_suspect then null
        when has_guess then likely_coefficient_text || ' (' || likely_error_text || ')'
        else
            cast(usual_coefficient_decimals as string) || ' / ' || cast(usual_error_decimals as string)
            || ' decimals'
    end as expected,
    case when is_suspect then 'suspect' else 'consistent' end as verdict,
    case
        when not is_suspect then 'clean'
        else
            'opening'
            || case error_shift_for_stars when -1 then ' stars_tenth' when 1 then ' stars_tenfold' else '' end
            || case when error_shift_for_siblings <> 0 then ' siblings' else '' end
            || case when error_shift_for_profile <> 0 then ' profile' else '' end
            || case
                when coefficient_shift = 0 then '' when expected_low is null then ' coefficients' else ' path'
            end
            || case when extra_coefficient_decimals <> 0 then ' coefficient_decimals' else '' end
            || case when extra_error_decimals <> 0 then ' error_decimals' else '' end
            || case when has_guess then ' guess' else ' no_guess' end
    end as parts,
    {{ shortest_text('least_std_error') }} as least_text,
    {{ shortest_text('largest_std_error') }} as largest_text,
    usual_coefficient_decimals,
    usual_error_decimals,
    likely_coefficient_text,
    likely_error_text,
    {{ number_text('likely_t', 2) }} as likely_t_text,
    coalesce(
        {{ number_text('expected_low', 4) }} || ' - ' || {{ number_text('expected_high', 4) }},
        {{ shortest_text('least_size') }} || ' - ' || {{ shortest_text('largest_size') }}
    ) as sizes_text
from slips
