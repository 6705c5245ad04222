-- Every finding of every check, in words. All checks have the same columns: what is printed, what the other
-- numbers imply, the verdict, and the parts of the sentence that apply; the wording is in
-- seeds/audit_sentences.csv, with the check's own columns as placeholders.
-- Grain: one row per check and printed item. What the checks may read:
-- depends_on: {{ ref('int_balanced_panels') }} {{ ref('int_claims') }}
-- depends_on: {{ ref('int_coefficient_differences') }} {{ ref('int_compared_coefficients') }}
-- depends_on: {{ ref('int_critical_values') }} {{ ref('int_decimal_marks') }}
-- depends_on: {{ ref('int_descriptive_windows') }} {{ ref('int_error_profiles') }}
-- depends_on: {{ ref('int_expected_coefficients') }} {{ ref('int_fitting_windows') }}
-- depends_on: {{ ref('int_group_columns') }} {{ ref('int_group_ranges') }} {{ ref('int_implied_r2') }}
-- depends_on: {{ ref('int_index_scales') }} {{ ref('int_mean_gdp') }} {{ ref('int_mediation_paths') }}
-- depends_on: {{ ref('int_mediation_tests') }} {{ ref('int_nested_columns') }}
-- depends_on: {{ ref('int_numbers_out_of_line') }} {{ ref('int_observed_variables') }}
-- depends_on: {{ ref('int_path_cells') }} {{ ref('int_path_gaps') }} {{ ref('int_precision_order') }}
-- depends_on: {{ ref('int_printed_coefficients') }} {{ ref('int_printed_columns') }}
-- depends_on: {{ ref('int_printed_descriptives') }} {{ ref('int_printed_pairs') }}
-- depends_on: {{ ref('int_printed_regressors') }} {{ ref('int_printed_siblings') }}
-- depends_on: {{ ref('int_printed_slips') }} {{ ref('int_printed_stars') }} {{ ref('int_star_rules') }}
-- depends_on: {{ ref('int_swapped_columns') }} {{ ref('int_usual_decimals') }} {{ ref('stg_settings') }}
-- depends_on: {{ ref('regions') }}

with findings as (

    {{ every_finding() }}

),

numbered as (

    select
        *,
        row_number() over (
            order by study_table, column_no, term, check_name, printed, expected, claim
        ) as finding
    from findings

),

worded as (

    select
        numbered.finding,
        sentences.language,
        sentences.place,
        trim(sentences.sentence) as sentence
    from numbered
    inner join {{ ref('audit_sentences') }} as sentences
        on
            numbered.check_name = sentences.check_name
            and position(' ' || sentences.part || ' ' in ' ' || numbered.parts || ' ') > 0

),

sentences as (

    select
        finding,
        {{ sentence_in('zh') }} as sentence_zh,
        {{ sentence_in('en') }} as sentence_en
    from worded
    group by finding

)

select
    numbered.study_table,
    numbered.column_no,
    numbered.term,
    numbered.check_name,
    numbered.claim,
    numbered.printed,
    numbered.expected,
    numbered.verdict,
    {{ filled_sentence('sentences.sentence_zh') }} as explanation_zh,
    {{ filled_sentence('sentences.sentence_en') }} as explanation_en
from numbered
left join sentences
    on numbered.finding = sentences.finding
