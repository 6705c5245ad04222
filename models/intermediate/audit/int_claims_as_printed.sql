-- What the printed numbers say about each sentence that asserts a result. sign: the coefficient has the
-- sign, its stars claim the level and its t supports it. not_significant: its t stays below the level.
-- smaller: a comparison of two sizes. greater: z of the difference, independent or at the worst and best
-- correlation. mediation: Sobel's z. more_significant: Sobel's z of two paths. False statements are
-- 'inconsistent', unsupported ones 'suspect', what hangs on a distribution, a correlation or a rounding is
-- 'borderline'.
-- Grain: one row per part of a claim, as a finding (int_audit_findings).

with claims as (

    select
        *,
        case
            when {{ to_number(fold_number('level')) }} <= 0.01 then 3
            when {{ to_number(fold_number('level')) }} <= 0.05 then 2
            when {{ to_number(fold_number('level')) }} <= 0.10 then 1
        end as level_stars
    from {{ ref('published_claims') }}

),

coefficients as (

    select
        coefficients.*,
        critical.normal_10_percent,
        critical.normal_5_percent,
        critical.normal_1_percent,
        critical.t_10_percent,
        critical.t_5_percent,
        critical.t_1_percent,
        coefficients.coefficient_text
        || coefficients.stars
        || ' ('
        || coefficients.std_error_text
        || ')' as printed
    from {{ ref('int_printed_coefficients') }} as coefficients
    left join {{ ref('int_printed_models') }} as models
        on
            coefficients.study_table = models.study_table
            and coefficients.column_no = models.column_no
    left join {{ ref('int_critical_values') }} as critical
        on coalesce(models.degrees, 0) = critical.degrees

),

normal as (

    select
        normal_10_percent,
        normal_5_percent,
        normal_1_percent
    from {{ ref('int_critical_values') }}
    where degrees = 0

),

levels as (

    select
        claims.*,
        case claims.level_stars
            when 3 then normal.normal_1_percent
            when 2 then normal.normal_5_percent
            when 1 then normal.normal_10_percent
            else 0
        end as normal_critical,
        case claims.level_stars when 3 then '1 %' when 2 then '5 %' when 1 then '10 %' else '' end
            as level_text
    from claims
    cross join normal

),

single as (

    select
        levels.claim_id,
        levels.part,
        levels.kind,
        levels.expected,
        levels.level_stars,
        levels.level_text,
        coefficients.printed,
        coefficients.coefficient,
        coefficients.coefficient_half_unit,
        coefficients.n_stars,
        {{ number_text('coefficients.t_value', 2) }} as t_text,
        {{ stars_of('t_low', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_fewest,
        {{ stars_of('t_high', 'normal_10_percent', 'normal_5_percent', 'normal_1_percent') }}
            as normal_most,
        {{ stars_of('t_low', 't_10_percent', 't_5_percent', 't_1_percent') }}
            as t_fewest,
        {{ stars_of('t_high', 't_10_percent', 't_5_percent', 't_1_percent') }}
            as t_most
    from levels
    inner join coefficients
        on
            levels.study_table = coefficients.study_table
            and levels.column_no = coefficients.column_no
            and levels.term = coefficients.term
    where levels.kind in ('sign', 'not_significant')

),

single_judged as (

    select
        *,
        case
            when kind = 'not_significant'
                then
                    case
                        when normal_most < level_stars and t_most < level_stars then 'consistent'
                        when normal_fewest >= level_stars and t_fewest >= level_stars then 'inconsistent'
                        else 'borderline'
                    end
            when
                (expected = 'positive' and coefficient + coefficient_half_unit < 0)
                or (expected = 'negative' and coefficient - coefficient_half_unit > 0)
                then 'inconsistent'
            when n_stars < level_stars then 'inconsistent'
            when normal_most < level_stars and t_most < level_stars then 'inconsistent'
            when normal_fewest < level_stars or t_fewest < level_stars then 'borderline'
            else 'consistent'
        end as verdict
    from single

),

single_told as (

    select
        claim_id,
        part,
        verdict,
        printed || ', t = ' || t_text as found,
        'opening '
        || case
            when verdict in ('consistent', 'borderline') then verdict
            when kind = 'sign' and n_stars < level_stars and normal_fewest >= level_stars then 'starless'
            else 'fails'
        end as parts,
        printed as value_1,
        t_text as value_2,
        level_text as value_3,
        expected || coalesce(', ' || nullif(level_text, ''), '') as value_4,
        cast(null as string) as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8
    from single_judged

),

differences as (

    select
        levels.claim_id,
        levels.part,
        levels.kind,
        levels.level_stars,
        levels.level_text,
        levels.normal_critical,
        differences.difference,
        differences.difference_half_unit,
        differences.regions_apart,
        differences.z_low,
        differences.z_high,
        differences.worst_z,
        differences.best_z,
        differences.printed,
        {{ number_text('differences.difference', 4) }} as difference_text,
        {{ number_text('differences.z_value', 2) }} as z_text,
        {{ number_text('differences.worst_z', 2) }} as worst_text,
        {{ normal_p_value('differences.z_value') }} as p_value
    from levels
    inner join {{ ref('int_coefficient_differences') }} as differences
        on
            levels.study_table = differences.study_table
            and levels.column_no = differences.column_no
            and levels.term = differences.term
            and levels.other_table = differences.other_table
            and levels.other_column_no = differences.other_column_no
            and levels.other_term = differences.other_term
    where
        levels.kind in ('greater', 'smaller')
        and differences.is_claimed

),

differences_judged as (

    select
        *,
        case
            when kind = 'smaller'
                then
                    case
                        when difference < 0 - difference_half_unit - 1e-12 then 'consistent'
                        when difference <= difference_half_unit + 1e-12 then 'borderline'
                        else 'inconsistent'
                    end
            when difference < 0 - difference_half_unit then 'inconsistent'
            when z_low >= normal_critical and (regions_apart or worst_z >= normal_critical) then 'consistent'
            when z_high >= normal_critical then 'borderline'
            when regions_apart or best_z < normal_critical then 'inconsistent'
            else 'borderline'
        end as verdict
    from differences

),

differences_told as (

    select
        claim_id,
        part,
        verdict,
        case
            when kind = 'smaller' then printed || ' = ' || difference_text
            else printed || ': z = ' || z_text || ', worst case ' || worst_text
        end as found,
        'opening ' || verdict as parts,
        printed as value_1,
        difference_text as value_2,
        z_text as value_3,
        {{ p_value_text('p_value') }} as value_4,
        worst_text as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8
    from differences_judged

),

paths as (

    select
        study_table,
        a_column_no,
        b_column_no,
        treatment,
        mediator,
        a_printed,
        b_printed,
        indirect,
        sobel_z,
        coalesce(sobel_z_low, 0) as sobel_z_low,
        coalesce(sobel_z_high, 1e9) as sobel_z_high,
        likely_sobel_z,
        b_t_value,
        {{ normal_p_value('sobel_z') }} as sobel_p,
        {{ number_text('sobel_z', 3) }} as z_text,
        {{ number_text('likely_sobel_z', 2) }} as likely_z_text,
        {{ number_text('b_t_value', 2) }} as b_t_text,
        case
            when abs(likely_sobel_z - sobel_z) > 1e-6 then {{ number_text('likely_sobel_z', 2) }}
        end as corrected_z_text
    from {{ ref('int_mediation_paths') }}

),

mediations as (

    select
        levels.claim_id,
        levels.part,
        levels.level_text,
        levels.normal_critical,
        paths.a_printed,
        paths.b_printed,
        paths.sobel_p,
        paths.z_text,
        paths.corrected_z_text,
        case
            when
                (levels.expected = 'positive' and paths.indirect < 0)
                or (levels.expected = 'negative' and paths.indirect > 0)
                then 'inconsistent'
            when paths.sobel_z_low >= levels.normal_critical then 'consistent'
            when paths.sobel_z_high >= levels.normal_critical then 'borderline'
            else 'suspect'
        end as verdict
    from levels
    inner join paths
        on
            levels.study_table = paths.study_table
            and levels.column_no = paths.a_column_no
            and levels.term = paths.treatment
            and levels.other_table = paths.study_table
            and levels.other_column_no = paths.b_column_no
            and levels.other_term = paths.mediator
    where levels.kind = 'mediation'

),

mediations_told as (

    select
        claim_id,
        part,
        verdict,
        a_printed || ' x ' || b_printed || ': z = ' || z_text as found,
        'opening ' || verdict || case when corrected_z_text is null then '' else ' corrected' end as parts,
        a_printed as value_1,
        b_printed as value_2,
        z_text as value_3,
        {{ p_value_text('sobel_p') }} as value_4,
        level_text as value_5,
        corrected_z_text as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8
    from mediations

),

contests as (

    select
        levels.claim_id,
        levels.part,
        one.mediator,
        other.mediator as other_mediator,
        one.z_text,
        other.z_text as other_z_text,
        one.likely_z_text,
        other.likely_z_text as other_likely_z_text,
        one.b_t_text,
        other.b_t_text as other_b_t_text,
        case
            when one.sobel_z > other.sobel_z and one.likely_sobel_z > other.likely_sobel_z then 'consistent'
            when one.sobel_z > other.sobel_z or one.likely_sobel_z > other.likely_sobel_z then 'borderline'
            when one.b_t_value > other.b_t_value then 'suspect'
            else 'inconsistent'
        end as verdict
    from levels
    inner join paths as one
        on
            levels.study_table = one.study_table
            and levels.column_no = one.b_column_no
            and levels.term = one.mediator
    inner join paths as other
        on
            levels.other_table = other.study_table
            and levels.other_column_no = other.b_column_no
            and levels.other_term = other.mediator
    where levels.kind = 'more_significant'

),

contests_told as (

    select
        claim_id,
        part,
        verdict,
        'z = ' || z_text || ' : ' || other_z_text || ' (' || likely_z_text || ' : ' || other_likely_z_text
        || ')' as found,
        'opening ' || verdict as parts,
        mediator as value_1,
        other_mediator as value_2,
        z_text as value_3,
        other_z_text as value_4,
        likely_z_text as value_5,
        other_likely_z_text as value_6,
        b_t_text as value_7,
        other_b_t_text as value_8
    from contests

),

judged as (

    select * from single_told
    union all
    select * from differences_told
    union all
    select * from mediations_told
    union all
    select * from contests_told

)

-- A claim whose coefficients are not printed, or are no numbers, is told as such.
select
    claims.study_table,
    claims.column_no,
    claims.term,
    'claim_' || claims.kind as check_name,
    claims.claim_id || ' ' || cast(claims.part as string) as claim,
    claims.claim_zh as printed,
    judged.found as expected,
    coalesce(judged.verdict, 'suspect') as verdict,
    coalesce(judged.parts, 'unprinted') as parts,
    judged.value_1,
    judged.value_2,
    judged.value_3,
    judged.value_4,
    judged.value_5,
    judged.value_6,
    judged.value_7,
    judged.value_8,
    cast(null as string) as value_9
from claims
left join judged
    on
        claims.claim_id = judged.claim_id
        and claims.part = judged.part
