-- Two checks that need whole columns. Observations: a column of the full sample has regions x years rows,
-- one of a group a multiple of the years; where it has not, the panels that would give its number are
-- named. Scale: where columns are repeated with another index, every coefficient of the index changes by
-- about the same factor (its scale); an outcome whose factor is more than twofold off the median is out of
-- line.
-- Grain: one row per printed column, and one per pair of columns with two indices, as findings
-- (int_audit_findings).

with models as (

    select
        study_table,
        column_no,
        outcome,
        n_obs_text,
        n_obs,
        n_years,
        n_regions_in_sample,
        sample_condition
    from {{ ref('int_printed_models') }}
    where n_obs is not null

),

digits as (

    select digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as listed (digit)

),

year_counts as (

    select 10 * tens.digit + ones.digit as n_years_tried
    from digits as tens
    cross join digits as ones

),

-- Balanced panels that have this many rows: no more years than the window, no more regions than the sample.
panels as (

    select
        models.study_table,
        models.column_no,
        max(year_counts.n_years_tried) as most_years,
        min(year_counts.n_years_tried) as fewest_years,
        count(*) as n_panels
    from models
    inner join year_counts
        on
            year_counts.n_years_tried between 2 and models.n_years
            and models.n_obs = year_counts.n_years_tried * floor(models.n_obs / year_counts.n_years_tried)
            and models.n_obs / year_counts.n_years_tried <= models.n_regions_in_sample
    where year_counts.n_years_tried > 0
    group by models.study_table, models.column_no

),

counted as (

    select
        models.*,
        case
            when panels.n_panels is null then ''
            else
                {{ number_text('models.n_obs / panels.most_years', 0) }} || ' x '
                || cast(panels.most_years as string)
                || case
                    when panels.fewest_years < panels.most_years
                        then
                            case when panels.n_panels > 2 then ', ..., ' else ', ' end
                            || {{ number_text('models.n_obs / panels.fewest_years', 0) }} || ' x '
                            || cast(panels.fewest_years as string)
                    else ''
                end
        end as panels_text,
        cast(models.n_regions_in_sample as string) || ' x ' || cast(models.n_years as string) as full_text,
        case
            when models.n_obs > models.n_regions_in_sample * models.n_years then 'inconsistent'
            when models.n_obs = models.n_regions_in_sample * models.n_years then 'consistent'
            -- A lag or a difference costs whole years of the full sample.
            when
                models.sample_condition = ''
                and models.n_obs
                = models.n_regions_in_sample * floor(models.n_obs / models.n_regions_in_sample)
                then 'consistent'
            when models.sample_condition = '' then 'suspect'
            when models.n_obs = models.n_years * floor(models.n_obs / models.n_years) then 'consistent'
            else 'suspect'
        end as verdict
    from models
    left join panels
        on
            models.study_table = panels.study_table
            and models.column_no = panels.column_no

),

observations as (

    select
        study_table,
        column_no,
        cast(null as string) as term,
        'observations' as check_name,
        cast(null as string) as claim,
        n_obs_text as printed,
        case when verdict = 'consistent' then null else full_text end as expected,
        verdict,
        case
            when verdict <> 'suspect' then verdict
            when panels_text = '' then 'suspect no_panel'
            else 'suspect panels'
        end as parts,
        n_obs_text as value_1,
        full_text as value_2,
        cast(n_regions_in_sample as string) as value_3,
        cast(n_years as string) as value_4,
        panels_text as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
    from counted

),

scales as (

    select
        pairs.study_table,
        pairs.column_no,
        one.term,
        pairs.other_table,
        pairs.other_column_no,
        other.term as other_term,
        models.outcome,
        one.coefficient_text,
        other.coefficient_text as other_coefficient_text,
        one.coefficient / nullif(other.coefficient, 0) as ratio
    from {{ ref('int_printed_pairs') }} as pairs
    inner join models
        on
            pairs.study_table = models.study_table
            and pairs.column_no = models.column_no
    inner join {{ ref('int_printed_coefficients') }} as one
        on
            pairs.study_table = one.study_table
            and pairs.column_no = one.column_no
            and pairs.first_term = one.term
    inner join {{ ref('int_printed_coefficients') }} as other
        on
            pairs.other_table = other.study_table
            and pairs.other_column_no = other.column_no
            and pairs.other_first_term = other.term
    where
        pairs.same_outcome
        and pairs.same_sample
        and pairs.first_term <> pairs.other_first_term
        and pairs.n_regressors = pairs.other_n_regressors
        and pairs.n_common = pairs.n_regressors - 1
        and (
            pairs.study_table < pairs.other_table
            or (pairs.study_table = pairs.other_table and pairs.column_no < pairs.other_column_no)
        )

),

-- Columns of one pair of indices with the same number of other regressors; a median needs three.
medians as (

    select
        scales.term,
        scales.other_term,
        models.n_regressors,
        count(*) as n_outcomes,
        percentile_cont(0.5) within group (order by scales.ratio) as median_ratio
    from scales
    inner join {{ ref('int_printed_models') }} as models
        on
            scales.study_table = models.study_table
            and scales.column_no = models.column_no
    group by scales.term, scales.other_term, models.n_regressors
    having count(distinct scales.outcome) >= 3

),

scale_judged as (

    select
        scales.*,
        medians.median_ratio,
        case
            when
                scales.ratio > 2 * medians.median_ratio or 2 * scales.ratio < medians.median_ratio
                then 'suspect'
            else 'consistent'
        end as verdict,
        {{ number_text('scales.ratio', 2) }} as ratio_text,
        {{ number_text('medians.median_ratio', 2) }} as median_text,
        scales.other_table || ' (' || cast(scales.other_column_no as string) || ')' as other_place
    from scales
    inner join {{ ref('int_printed_models') }} as models
        on
            scales.study_table = models.study_table
            and scales.column_no = models.column_no
    inner join medians
        on
            scales.term = medians.term
            and scales.other_term = medians.other_term
            and models.n_regressors = medians.n_regressors

),

index_scales as (

    select
        study_table,
        column_no,
        term,
        'index_scale' as check_name,
        cast(null as string) as claim,
        coefficient_text || ' / ' || other_coefficient_text || ' = ' || ratio_text as printed,
        median_text as expected,
        verdict,
        'opening ' || verdict as parts,
        outcome as value_1,
        term as value_2,
        coefficient_text as value_3,
        ratio_text as value_4,
        other_term as value_5,
        other_place as value_6,
        other_coefficient_text as value_7,
        median_text as value_8,
        cast(null as string) as value_9
    from scale_judged

)

select * from observations
union all
select * from index_scales
