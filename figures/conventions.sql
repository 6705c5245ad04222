-- One coefficient under every type of standard error: Dig's in the column of the first table of variant
-- `equation` that has the most controls. The convention of the tables comes first.
-- Grain: one row per convention.

with headline as (

    select
        *,
        length(split_part(split_part(coefficient_text, 'e', 1), '.', 2)) as decimals,
        contains(coefficient_text, 'e') as is_scientific
    from results.shown_estimates
    where
        variant = 'equation'
        and term = 'dig'
        and outcome = 'ln_tsi'
    order by study_table asc, column_no desc
    limit 1

),

conventions as (

    select
        estimates.vcov as convention,
        estimates.coefficient,
        case when estimates.vcov = headline.convention then headline.ci_low else estimates.ci_low end
            as ci_low,
        case when estimates.vcov = headline.convention then headline.ci_high else estimates.ci_high end
            as ci_high,
        estimates.p_value,
        estimates.vcov = headline.convention as is_shown,
        array_position(
            ['wild', 'cr3', 'cr2', 'xtreg', 'lsdv', 'two_way', 'driscoll_kraay', 'conventional'],
            estimates.vcov
        ) as place,
        headline.coefficient_text,
        headline.decimals,
        headline.is_scientific,
        headline.ci_low_text,
        headline.ci_high_text,
        truth.true_value
    from results.estimates
    inner join headline
        on
            estimates.study_table = headline.study_table
            and estimates.column_no = headline.column_no
            and estimates.variant = headline.variant
            and estimates.outcome = headline.outcome
            and estimates.term = headline.term
    left join truth
        on
            truth.effect = 'coefficient'
            and headline.study_table = truth.study_table
            and headline.column_no = truth.column_no
            and headline.variant = truth.variant
            and headline.term = truth.term

),

ends as (

    -- Interval ends have the digits of the coefficient; the type used in the tables is shown as there.
    select
        convention,
        case
            when is_shown then ci_low_text
            when is_scientific then printf('%.' || decimals || 'e', ci_low)
            else printf('%.' || decimals || 'f', ci_low)
        end as low,
        case
            when is_shown then ci_high_text
            when is_scientific then printf('%.' || decimals || 'e', ci_high)
            else printf('%.' || decimals || 'f', ci_high)
        end as high
    from conventions

),

intervals as (

    select
        convention,
        replace(
            regexp_replace(
                '[' || coalesce(low, '-∞') || ',' || chr(160) || coalesce(high, '∞') || ']',
                'e\+?(-?)0*([0-9])', 'e\1\2', 'g'
            ),
            '-', '−'
        ) as shown_interval
    from ends

),

facts as (

    select
        coalesce(words.zh, conventions.convention) as convention_zh,
        coalesce(words.en, conventions.convention) as convention_en,
        intervals.shown_interval,
        coalesce(
            '虚线为模拟数据的真实值 ' || replace(format('{:.3f}', conventions.true_value), '-', '−') || '。', ''
        ) as truth_zh,
        coalesce(
            ' The dashed line is the truth of the simulated data, '
            || replace(format('{:.3f}', conventions.true_value), '-', '−') || '.',
            ''
        ) as truth_en
    from conventions
    inner join intervals on conventions.convention = intervals.convention
    left join labels as words on words.kind = 'vcov_short' and conventions.convention = words.code
    where conventions.is_shown

)

select
    conventions.convention,
    conventions.coefficient as estimate,
    conventions.ci_low,
    conventions.ci_high,
    conventions.p_value,
    conventions.true_value,
    conventions.is_shown as is_blue,
    replace(conventions.coefficient_text, '-', '−') as shown,
    intervals.shown_interval,
    coalesce(words.zh, conventions.convention) as label_zh,
    coalesce(words.en, conventions.convention) as label_en,
    levels.zh as fact_level,
    replace(conventions.coefficient_text, '-', '−') as fact_estimate,
    facts.convention_zh as fact_convention_zh,
    facts.convention_en as fact_convention_en,
    facts.shown_interval as fact_interval,
    facts.truth_zh as fact_truth_zh,
    facts.truth_en as fact_truth_en
from conventions
cross join facts
inner join intervals on conventions.convention = intervals.convention
inner join labels as levels on levels.kind = 'setting' and levels.code = 'confidence_level'
left join labels as words on words.kind = 'vcov_short' and conventions.convention = words.code
order by conventions.is_shown desc, conventions.place asc nulls last, conventions.convention asc
