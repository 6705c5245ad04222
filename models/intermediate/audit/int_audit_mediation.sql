-- Two checks of each mediation path. Identity: total = direct + indirect within rounding, which least
-- squares keeps exactly on one sample. Sobel: is the indirect effect significant at the level that both its
-- stars claim? Where it is not, the stars may still be right (both of its parts can be significant alone),
-- so the finding is 'suspect'.
-- Grain: one row per path and check, as a finding (int_audit_findings).

with normal as (

    select
        normal_10_percent,
        normal_5_percent,
        normal_1_percent
    from {{ ref('int_critical_values') }}
    where degrees = 0

),

paths as (

    select
        paths.*,
        least(paths.a_stars, paths.b_stars) as claimed_stars,
        case least(paths.a_stars, paths.b_stars)
            when 3 then normal.normal_1_percent
            when 2 then normal.normal_5_percent
            else normal.normal_10_percent
        end as critical_value,
        case least(paths.a_stars, paths.b_stars) when 3 then '1 %' when 2 then '5 %' else '10 %' end
            as level_text,
        abs(paths.gap) <= paths.gap_from_rounding + 1e-9 as adds_up,
        coalesce(paths.sobel_z_low, 0) as z_low,
        {{ normal_p_value('paths.sobel_z') }} as sobel_p,
        {{ number_text('paths.gap', 4) }} as gap_text,
        {{ number_text('paths.direct + paths.indirect', 4) }} as sum_text,
        {{ number_text('paths.indirect', 4) }} as indirect_text,
        {{ number_text('paths.sobel_z', 3) }} as z_text,
        {{ shortest_text('paths.total') }} as total_text,
        {{ shortest_text('paths.direct') }} as direct_text
    from {{ ref('int_mediation_paths') }} as paths
    cross join normal

),

identity as (

    select
        study_table,
        b_column_no as column_no,
        mediator as term,
        'mediation_identity' as check_name,
        cast(null as string) as claim,
        'total ' || total_text || ', direct ' || direct_text || ', indirect ' || indirect_text as printed,
        'total = ' || sum_text || ', gap ' || gap_text as expected,
        case when adds_up then 'consistent' else 'inconsistent' end as verdict,
        case when adds_up then 'opening consistent' else 'opening inconsistent' end as parts,
        total_table || ' (' || cast(total_column_no as string) || ')' as value_1,
        total_text as value_2,
        direct_text as value_3,
        a_printed as value_4,
        b_printed as value_5,
        indirect_text as value_6,
        gap_text as value_7,
        {{ number_text('gap_from_rounding', 4) }} as value_8,
        cast(null as string) as value_9
    from paths
    where total is not null

),

sobel as (

    select
        *,
        {{ p_value_text('sobel_p') }} as p_text,
        case
            when claimed_stars = 0 then 'unclaimed'
            when z_low >= critical_value then 'significant'
            when sobel_z_high >= critical_value then 'rounding'
            else 'not_significant'
        end as outcome_of_test
    from paths

),

sobel_findings as (

    select
        study_table,
        b_column_no as column_no,
        mediator as term,
        'sobel' as check_name,
        cast(null as string) as claim,
        a_printed || ' x ' || b_printed as printed,
        'z = ' || z_text || ', ' || p_text as expected,
        case outcome_of_test
            when 'rounding' then 'borderline' when 'not_significant' then 'suspect' else 'consistent'
        end as verdict,
        'opening ' || outcome_of_test
        || case when abs(likely_sobel_z - sobel_z) > 1e-6 then ' corrected' else '' end as parts,
        indirect_text as value_1,
        z_text as value_2,
        p_text as value_3,
        level_text as value_4,
        {{ number_text('likely_sobel_z', 2) }} as value_5,
        cast(null as string) as value_6,
        cast(null as string) as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
    from sobel

)

select * from identity
union all
select * from sobel_findings
