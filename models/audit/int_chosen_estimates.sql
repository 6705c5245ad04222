-- The estimates of this release used to judge a claim, one for each estimated quantity: from the first
-- variant (the equation as written, if the study has it), under the convention used in the tables.
-- Grain: one row per measure, table, columns and terms.

with found as (

    select
        'coefficient' as measure,
        estimates.study_table,
        estimates.column_no,
        cast(null as integer) as other_column_no,
        estimates.term,
        cast(null as string) as other_term,
        estimates.variant,
        estimates.vcov as inference,
        estimates.coefficient as estimate,
        cast(null as double) as std_error,
        estimates.p_value,
        1 as rank
    from {{ source('results', 'estimates') }} as estimates
    inner join {{ ref('int_shown_conventions') }} as conventions
        on
            estimates.study_table = conventions.study_table
            and estimates.column_no = conventions.column_no
            and estimates.variant = conventions.variant
            and estimates.outcome = conventions.outcome
            and (estimates.term = '_cons') = conventions.is_constant
            and estimates.vcov = conventions.convention

    union all

    select
        'indirect' as measure,
        study_table,
        column_no,
        cast(null as integer) as other_column_no,
        treatment as term,
        mediator as other_term,
        variant,
        method as inference,
        estimate,
        std_error,
        p_value,
        case method when 'percentile' then 1 when 'delta' then 2 when 'sobel' then 3 else 4 end as rank
    from {{ source('results', 'mediation_effects') }}
    where
        effect = 'indirect'
        and std_error is not null

    union all

    -- The later column less the earlier one.
    select
        'difference' as measure,
        study_table,
        column_a as column_no,
        column_b as other_column_no,
        term,
        term as other_term,
        variant,
        method as inference,
        difference as estimate,
        cast(null as double) as std_error,
        p_value,
        case method when 'permutation' then 1 when 'wald' then 2 else 3 end as rank
    from {{ source('results', 'group_differences') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by measure, study_table, column_no, other_column_no, term, other_term
            order by
                case variant when 'equation' then 1 when 'differenced' then 2 else 3 end,
                variant,
                rank,
                inference
        ) as preference
    from found
    where p_value is not null

)

select * from ranked
where preference = 1
