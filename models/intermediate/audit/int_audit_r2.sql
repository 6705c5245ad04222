-- Two checks of the printed R2. Nested: on one sample R2 cannot fall when regressors are added. From t:
-- with one regressor and conventional errors the within R2 is t^2 / (t^2 + degrees), so coefficient, error
-- and R2 together imply the degrees of freedom; with several regressors the same expression is a lower
-- bound for R2. Robust errors would break the second one, hence 'suspect'; nothing breaks the first.
-- Grain: one row per column and check that applies to it, as a finding (int_audit_findings).

with models as (

    select
        study_table,
        column_no,
        r2_text,
        r2,
        r2_half_unit,
        n_obs,
        n_regressors,
        degrees,
        degrees_region_effects
    from {{ ref('int_printed_models') }}
    where r2 is not null

),

-- Of the columns that it contains, the one nearest in size that it falls below, else the nearest.
nested as (

    select
        wider.study_table,
        wider.column_no,
        wider.r2_text,
        wider.r2,
        wider.r2_half_unit,
        narrower.r2_text as narrower_r2_text,
        narrower.r2 as narrower_r2,
        narrower.r2_half_unit as narrower_half_unit,
        narrower.study_table || ' (' || cast(narrower.column_no as string) || ')' as narrower_place,
        row_number() over (
            partition by wider.study_table, wider.column_no
            order by
                case
                    when wider.r2 + wider.r2_half_unit + narrower.r2_half_unit + 1e-12 < narrower.r2 then 1
                    else 2
                end asc,
                narrower.n_regressors desc,
                narrower.r2 desc,
                narrower.study_table asc,
                narrower.column_no asc
        ) as place
    from {{ ref('int_printed_pairs') }} as pairs
    inner join models as wider
        on
            pairs.study_table = wider.study_table
            and pairs.column_no = wider.column_no
    inner join models as narrower
        on
            pairs.other_table = narrower.study_table
            and pairs.other_column_no = narrower.column_no
    where
        pairs.same_outcome
        and pairs.same_sample
        and pairs.n_common = pairs.other_n_regressors
        and pairs.other_n_regressors < pairs.n_regressors
        and pairs.other_n_regressors > 0

),

falls as (

    select
        *,
        case
            when r2 + r2_half_unit + narrower_half_unit + 1e-12 >= narrower_r2 then 'consistent'
            else 'inconsistent'
        end as verdict
    from nested
    where place = 1

),

nested_findings as (

    select
        study_table,
        column_no,
        cast(null as string) as term,
        'r2_nested' as check_name,
        cast(null as string) as claim,
        r2_text as printed,
        '>= ' || narrower_r2_text as expected,
        verdict,
        'opening ' || verdict as parts,
        r2_text as value_1,
        narrower_place as value_2,
        narrower_r2_text as value_3,
        cast(null as string) as value_4,
        cast(null as string) as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
    from falls

),

strongest as (

    select
        study_table,
        column_no,
        term,
        coefficient_text || stars || ' (' || std_error_text || ')' as printed,
        t_value,
        t_low,
        t_high,
        row_number() over (partition by study_table, column_no order by t_value desc, term asc) as place
    from {{ ref('int_printed_coefficients') }}
    where
        term <> '_cons'
        and t_value is not null

),

implied as (

    select
        models.*,
        strongest.term,
        strongest.printed,
        power(strongest.t_value, 2) / (power(strongest.t_value, 2) + models.degrees_region_effects)
            as r2_region_effects,
        power(strongest.t_value, 2) / (power(strongest.t_value, 2) + models.degrees) as r2_two_way,
        power(strongest.t_low, 2) / (power(strongest.t_low, 2) + models.degrees_region_effects) as least_r2,
        power(strongest.t_high, 2) / (power(strongest.t_high, 2) + models.degrees) as largest_r2,
        power(strongest.t_low, 2) * (1 - models.r2 - models.r2_half_unit)
        / nullif(models.r2 + models.r2_half_unit, 0) as degrees_low,
        power(strongest.t_high, 2) * (1 - models.r2 + models.r2_half_unit)
        / nullif(models.r2 - models.r2_half_unit, 0) as degrees_high
    from models
    inner join strongest
        on
            models.study_table = strongest.study_table
            and models.column_no = strongest.column_no
            and strongest.place = 1
    where models.degrees_region_effects > 0

),

implied_judged as (

    select
        *,
        n_regressors = 1 as is_exact,
        case
            when
                n_regressors = 1
                and r2 + r2_half_unit >= least_r2
                and r2 - r2_half_unit <= largest_r2
                then 'consistent'
            when n_regressors > 1 and r2 + r2_half_unit >= least_r2 then 'consistent'
            else 'suspect'
        end as verdict,
        {{ number_text('r2_region_effects', 4) }} as region_text,
        {{ number_text('r2_two_way', 4) }} as two_way_text,
        {{ number_text('degrees_low', 0) }} || ' - ' || {{ number_text('degrees_high', 0) }} as degrees_text
    from implied

),

from_t_findings as (

    select
        study_table,
        column_no,
        term,
        'r2_from_t' as check_name,
        cast(null as string) as claim,
        'R2 ' || r2_text || ', ' || printed as printed,
        case
            when is_exact then region_text || ' / ' || two_way_text || '; df ' || degrees_text
            else '>= ' || region_text
        end as expected,
        verdict,
        case when is_exact then 'exact ' else 'bound ' end || verdict as parts,
        {{ number_text('n_obs', 0) }} as value_1,
        region_text as value_2,
        two_way_text as value_3,
        r2_text as value_4,
        degrees_text as value_5,
        term as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
    from implied_judged

)

select * from nested_findings
union all
select * from from_t_findings
