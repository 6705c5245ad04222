-- Two checks of group columns. Pooled slope: a slope of the whole sample far outside the range of its
-- groups' slopes means that the columns differ in more than the sample; it is no identity (groups have
-- effects and controls of their own), so it is 'suspect', and 'borderline' while the errors of both could
-- explain the gap even added up. Differences between groups that no claim names are reported with z and its
-- worst case, and judged by nobody.
-- Grain: one row per pooled term and grouping table, and one per unclaimed pair of columns.

with normal as (

    select normal_5_percent
    from {{ ref('int_critical_values') }}
    where degrees = 0

),

coefficients as (

    select
        study_table,
        column_no,
        term,
        coefficient,
        std_error,
        coefficient_text,
        std_error_text
    from {{ ref('int_printed_coefficients') }}
    where
        std_error > 0
        and term <> '_cons'

),

ranges as (

    select
        pooled.study_table as pooled_table,
        pooled.column_no as pooled_column_no,
        pooled.term,
        group_columns.study_table as group_table,
        pooled.coefficient,
        pooled.std_error,
        pooled.coefficient_text,
        pooled.std_error_text,
        count(*) as n_groups,
        min(grouped.coefficient) as least_slope,
        max(grouped.coefficient) as largest_slope
    from {{ ref('int_group_columns') }} as group_columns
    inner join coefficients as pooled
        on
            group_columns.pooled_table = pooled.study_table
            and group_columns.pooled_column_no = pooled.column_no
    inner join coefficients as grouped
        on
            group_columns.study_table = grouped.study_table
            and group_columns.column_no = grouped.column_no
            and pooled.term = grouped.term
    group by
        pooled.study_table,
        pooled.column_no,
        pooled.term,
        group_columns.study_table,
        pooled.coefficient,
        pooled.std_error,
        pooled.coefficient_text,
        pooled.std_error_text

),

-- The error of the group slope that is nearest to the pooled one.
nearest as (

    select
        ranges.pooled_table,
        ranges.pooled_column_no,
        ranges.term,
        ranges.group_table,
        max(grouped.std_error) as nearest_error
    from ranges
    inner join {{ ref('int_group_columns') }} as group_columns
        on
            ranges.pooled_table = group_columns.pooled_table
            and ranges.pooled_column_no = group_columns.pooled_column_no
            and ranges.group_table = group_columns.study_table
    inner join coefficients as grouped
        on
            group_columns.study_table = grouped.study_table
            and group_columns.column_no = grouped.column_no
            and ranges.term = grouped.term
            and grouped.coefficient
            = case
                when ranges.coefficient > ranges.largest_slope then ranges.largest_slope else
                    ranges.least_slope
            end
    group by ranges.pooled_table, ranges.pooled_column_no, ranges.term, ranges.group_table

),

measured as (

    select
        ranges.*,
        greatest(ranges.coefficient - ranges.largest_slope, ranges.least_slope - ranges.coefficient, 0)
        / (ranges.std_error + nearest.nearest_error) as distance_in_errors,
        normal.normal_5_percent,
        '['
        || cast(ranges.least_slope as string)
        || ', '
        || cast(ranges.largest_slope as string)
        || ']' as range_text
    from ranges
    inner join nearest
        on
            ranges.pooled_table = nearest.pooled_table
            and ranges.pooled_column_no = nearest.pooled_column_no
            and ranges.term = nearest.term
            and ranges.group_table = nearest.group_table
    cross join normal

),

measured_judged as (

    select
        *,
        case
            when distance_in_errors = 0 then 'consistent'
            when distance_in_errors < normal_5_percent then 'borderline'
            else 'suspect'
        end as verdict,
        {{ number_text('distance_in_errors', 2) }} as distance_text
    from measured

),

pooled_slopes as (

    select
        pooled_table as study_table,
        pooled_column_no as column_no,
        term,
        'pooled_slope' as check_name,
        coefficient_text || ' (' || std_error_text || ')' as printed,
        'table ' || group_table || ': ' || range_text as expected,
        verdict,
        '全样本斜率 ' || coefficient_text || '（' || std_error_text || '）'
        || case when verdict = 'consistent' then '位于' else '不在' end
        || '表 ' || group_table || ' 各组斜率的区间 ' || range_text || ' 之内'
        || case
            when verdict = 'consistent' then '。'
            when verdict = 'borderline' then '，但差距仅为两个标准误之和的 ' || distance_text || ' 倍，抽样误差可以解释。'
            else '，差距为两个标准误之和的 ' || distance_text || ' 倍：各列所差不只是样本。'
        end as explanation_zh,
        'The pooled slope ' || coefficient_text || ' (' || std_error_text || ') lies '
        || case when verdict = 'consistent' then 'within' else 'outside' end
        || ' the range ' || range_text || ' of its groups in table ' || group_table
        || case
            when verdict = 'consistent' then '.'
            when verdict = 'borderline'
                then ', by ' || distance_text || ' times both errors added up: sampling error can explain it.'
            else
                ', by '
                || distance_text
                || ' times both errors added up: the columns differ in more than the sample.'
        end as explanation_en
    from measured_judged

),

unclaimed as (

    select
        *,
        {{ number_text('abs(z_value)', 2) }} as z_text,
        {{ number_text('worst_z', 2) }} as worst_text,
        {{ normal_p_value('z_value') }} as p_value,
        cast(other_column_no as string) as other_text
    from {{ ref('int_coefficient_differences') }}
    where not is_claimed

),

differences as (

    select
        study_table,
        column_no,
        term,
        'group_difference' as check_name,
        printed || ' (' || other_text || ')' as printed,
        'z = ' || z_text || ', worst case ' || worst_text as expected,
        'consistent' as verdict,
        '与第 (' || other_text || ') 列之差 ' || {{ number_text('difference', 4) }} || '：假定相互独立 z = ' || z_text
        || '（' || {{ p_value_text('p_value') }} || '），最坏相关下 |d|/(s1 + s2) = ' || worst_text
        || '；正文未就此作出断言。' as explanation_zh,
        'Difference from column (' || other_text || '): ' || {{ number_text('difference', 4) }}
        || ', z = ' || z_text || ' (' || {{ p_value_text('p_value') }}
        || ') if independent, |d|/(s1 + s2) = ' || worst_text
        || ' at the worst correlation; the text claims nothing about it.' as explanation_en
    from unclaimed

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
from pooled_slopes

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
from differences
