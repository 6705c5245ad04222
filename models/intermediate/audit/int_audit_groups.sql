-- Two checks of group columns. Pooled slope: a slope of the whole sample far outside the range of its
-- groups' slopes means that the columns differ in more than the sample; it is no identity (groups have
-- effects and controls of their own), so it is 'suspect', and 'borderline' while the errors of both could
-- explain the gap even added up. Differences between groups that no claim names are reported with z and its
-- worst case, and judged by nobody.
-- Grain: one row per pooled term and grouping table, and one per unclaimed pair of columns, as findings
-- (int_audit_findings).

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
        || {{ shortest_text('ranges.least_slope') }}
        || ', '
        || {{ shortest_text('ranges.largest_slope') }}
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
        end as verdict
    from measured

),

pooled_findings as (

    select
        pooled_table as study_table,
        pooled_column_no as column_no,
        term,
        'pooled_slope' as check_name,
        cast(null as string) as claim,
        coefficient_text || ' (' || std_error_text || ')' as printed,
        'table ' || group_table || ': ' || range_text as expected,
        verdict,
        case when verdict = 'consistent' then 'within' else 'outside ' || verdict end as parts,
        coefficient_text || ' (' || std_error_text || ')' as value_1,
        group_table as value_2,
        range_text as value_3,
        {{ number_text('distance_in_errors', 2) }} as value_4,
        cast(null as string) as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
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

difference_findings as (

    select
        study_table,
        column_no,
        term,
        'group_difference' as check_name,
        cast(null as string) as claim,
        printed || ' (' || other_text || ')' as printed,
        'z = ' || z_text || ', worst case ' || worst_text as expected,
        'consistent' as verdict,
        'opening' as parts,
        other_text as value_1,
        {{ number_text('difference', 4) }} as value_2,
        z_text as value_3,
        {{ p_value_text('p_value') }} as value_4,
        worst_text as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
    from unclaimed

)

select * from pooled_findings
union all
select * from difference_findings
