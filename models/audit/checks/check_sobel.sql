{{ config(meta={'values': ['indirect_text', 'z_text', 'p_text', 'level_text', 'corrected_z_text']}) }}
-- Is the indirect effect significant by Sobel's z at the level that the stars of both its coefficients claim?
-- If not, each coefficient may still be significant by itself, so the verdict is at most 'suspect'.
-- Grain: one row per mediation path.

with paths as (

    select
        tests.*,
        least(tests.a_stars, tests.b_stars) as claimed_stars,
        case least(tests.a_stars, tests.b_stars)
            when 3 then normal.normal_1_percent
            when 2 then normal.normal_5_percent
            else normal.normal_10_percent
        end as critical_value,
        case least(tests.a_stars, tests.b_stars) when 3 then '1 %' when 2 then '5 %' else '10 %' end
            as level_text,
        {{ normal_p_value('tests.sobel_z') }} as sobel_p
    from {{ ref('int_mediation_tests') }} as tests
    inner join {{ ref('int_critical_values') }} as normal
        on normal.degrees = 0

),

judged as (

    select
        *,
        {{ number_text('indirect', 4) }} as indirect_text,
        {{ number_text('sobel_z', 3) }} as z_text,
        {{ p_value_text('sobel_p') }} as p_text,
        {{ number_text('likely_sobel_z', 2) }} as corrected_z_text,
        case
            when claimed_stars = 0 then 'unclaimed'
            when sobel_z_low >= critical_value then 'significant'
            when sobel_z_high >= critical_value then 'rounding'
            else 'not_significant'
        end as outcome_of_test
    from paths

)

select
    study_table,
    b_column_no as column_no,
    mediator as term,
    a_printed || ' x ' || b_printed as printed,
    'z = ' || z_text || ', ' || p_text as expected,
    case outcome_of_test
        when 'rounding' then 'borderline' when 'not_significant' then 'suspect' else 'consistent'
    end as verdict,
    'opening ' || outcome_of_test
    || case when abs(likely_sobel_z - sobel_z) > 1e-6 then ' corrected' else '' end as parts,
    indirect_text,
    z_text,
    p_text,
    level_text,
    corrected_z_text
from judged
