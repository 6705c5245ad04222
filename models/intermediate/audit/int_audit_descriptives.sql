-- What real data at hand say about the printed descriptive statistics: where the printed maximum stands,
-- whether the stated window or another one fits, and whether the largest printed TSI is possible at all.
-- Each year the mean TSI over regions equals their mean GDP per capita (docs/methodology/tsi.md), so the
-- largest TSI is no less than the largest yearly mean. 'Consistent with' a window never proves that it was
-- used: other vintages would do as well.
-- Grain: one row per variable and check, and one for the window of all variables together, as findings
-- (int_audit_findings).

with judged_windows as (

    select
        *,
        fits_extremes and (fits_population or fits_sample) as fits
    from {{ ref('int_descriptive_windows') }}

),

-- A variable that fits no window at all is of another vintage or definition: it cannot date the table.
windows as (

    select
        *,
        max(case when fits then 1 else 0 end) over (partition by variable) as fits_somewhere
    from judged_windows

),

study as (

    select
        first_year,
        last_year,
        cast(first_year as string) || '-' || cast(last_year as string) as window_text
    from {{ ref('stg_settings') }}

),

stated as (

    select windows.*
    from windows
    inner join study
        on
            windows.first_year = study.first_year
            and windows.last_year = study.last_year
    where windows.ending = 'as reported'

),

joint as (

    select
        first_year,
        last_year,
        ending,
        max(n) as n,
        count(*) as n_variables,
        sum(fits_somewhere) as n_datable,
        count(*) filter (where fits) as n_fitting,
        count(*) filter (where fits_extremes and fits_population) as n_fitting_population
    from windows
    group by first_year, last_year, ending

),

-- The window that fits most variables; ties go to the one that is the longest, then the earliest.
best as (

    select
        *,
        row_number() over (
            order by
                n_fitting desc,
                n_fitting_population desc,
                last_year - first_year desc,
                first_year asc,
                ending asc
        ) as place,
        sum(case when n_fitting = n_datable then 1 else 0 end) over () as n_windows_fitting_all
    from joint

),

chosen as (

    select
        *,
        cast(first_year as string) || '-' || cast(last_year as string)
        || case ending
            when 'carried forward' then ', ' || cast(last_year as string) || ' carried forward' else ''
        end
            as window_text,
        {{ number_text('n', 0) }} as n_text
    from best
    where place = 1

),

compared as (

    select
        stated.variable,
        stated.printed_n,
        stated.printed_maximum,
        stated.printed_std_dev,
        stated.maximum as stated_maximum,
        stated.fits as stated_fits,
        nearest.fits as nearest_fits,
        study.window_text as stated_window,
        chosen.window_text as nearest_window,
        chosen.n_text as nearest_n_text,
        {{ shortest_text('stated.printed_std_dev') }} as printed_text,
        {{ number_text('stated.std_dev_population', 4) }} as stated_population_text,
        {{ number_text('stated.std_dev_sample', 4) }} as stated_sample_text,
        {{ number_text('nearest.std_dev_population', 4) }} as nearest_population_text,
        {{ number_text('nearest.std_dev_sample', 4) }} as nearest_sample_text
    from stated
    cross join study
    cross join chosen
    inner join windows as nearest
        on
            stated.variable = nearest.variable
            and chosen.first_year = nearest.first_year
            and chosen.last_year = nearest.last_year
            and chosen.ending = nearest.ending

),

deviations as (

    select
        *,
        case
            when stated_fits then 'consistent'
            when nearest_fits then 'suspect'
            else 'borderline'
        end as verdict
    from compared

),

deviation_findings as (

    select
        '2' as study_table,
        cast(null as integer) as column_no,
        variable as term,
        'descriptives_deviation' as check_name,
        cast(null as string) as claim,
        printed_text as printed,
        stated_population_text || ' (' || stated_window || '), ' || nearest_population_text
        || ' (' || nearest_window || ')' as expected,
        verdict,
        'opening ' || verdict as parts,
        printed_text as value_1,
        stated_population_text as value_2,
        stated_window as value_3,
        stated_sample_text as value_4,
        nearest_window as value_5,
        nearest_population_text as value_6,
        nearest_sample_text as value_7,
        cast(null as string) as value_8,
        cast(null as string) as value_9
    from deviations

),

joint_window as (

    select
        max({{ number_text('stated.printed_n', 0) }}) || ' (' || max(study.window_text) || ')' as printed,
        max(chosen.window_text) || ': ' || max(chosen.n_text) as expected,
        case
            when 2 * max(chosen.n_datable) <= max(chosen.n_variables) then 'borderline'
            when max(stated_joint.n_fitting) = max(chosen.n_datable) then 'consistent'
            when max(chosen.n_fitting) = max(chosen.n_datable) then 'suspect'
            else 'borderline'
        end as verdict,
        max(chosen.n_fitting) as n_fitting,
        max(chosen.n_fitting_population) as n_fitting_population,
        max(chosen.n_variables) as n_variables,
        max(chosen.n_datable) as n_datable,
        max(chosen.n_windows_fitting_all) as n_windows_fitting_all,
        max(study.window_text) as stated_window,
        max(chosen.window_text) as nearest_window,
        max(chosen.n_text) as nearest_n_text,
        max({{ number_text('stated.printed_n', 0) }}) as printed_n_text
    from stated
    cross join study
    cross join chosen
    inner join joint as stated_joint
        on
            study.first_year = stated_joint.first_year
            and study.last_year = stated_joint.last_year
            and stated_joint.ending = 'as reported'
    having count(*) > 0

),

joint_findings as (

    select
        '2' as study_table,
        cast(null as integer) as column_no,
        cast(null as string) as term,
        'descriptives_window' as check_name,
        cast(null as string) as claim,
        printed,
        expected,
        verdict,
        verdict as parts,
        cast(n_datable as string) as value_1,
        stated_window as value_2,
        nearest_window as value_3,
        nearest_n_text as value_4,
        cast(n_fitting_population as string) as value_5,
        cast(n_windows_fitting_all as string) as value_6,
        printed_n_text as value_7,
        cast(n_fitting as string) as value_8,
        cast(n_variables as string) as value_9
    from joint_window

),

-- Where in the data the printed maximum stands, and how many later values of the stated window exceed it.
values_at_hand as (

    select
        stated.variable,
        stated.printed_maximum,
        stated.printed_std_dev,
        stated.fits_somewhere,
        variables.region_code,
        variables.year,
        case stated.variable
            when 'hum' then variables.hum
            when 'upd' then variables.upd
            when 'cre' then variables.cre
            when 'lnpgdp' then variables.lnpgdp
            when 'lnfcl' then variables.lnfcl
            when 'open' then variables.openness
            when 'lnsci' then variables.lnsci
        end as value
    from stated
    cross join {{ ref('int_panel_variables') }} as variables

),

nearest_values as (

    select
        *,
        row_number() over (
            partition by variable order by abs(value - printed_maximum), year, region_code
        ) as place
    from values_at_hand
    where value is not null

),

exceeding as (

    select
        variable,
        count(*) as n_exceeding,
        min(year) as first_exceeding_year,
        max(year) as last_exceeding_year,
        max(value) as largest_value
    from values_at_hand
    where value > printed_maximum + 0.05 * printed_std_dev
    group by variable

),

maxima as (

    select
        nearest_values.*,
        exceeding.n_exceeding,
        exceeding.first_exceeding_year,
        exceeding.last_exceeding_year,
        coalesce(regions.name_zh, nearest_values.region_code) as region_zh,
        coalesce(regions.name_en, nearest_values.region_code) as region_en,
        {{ number_text('nearest_values.printed_maximum', 4) }} as printed_text,
        {{ number_text('nearest_values.value', 4) }} as value_text,
        {{ number_text('exceeding.largest_value', 4) }} as largest_text
    from nearest_values
    left join exceeding
        on nearest_values.variable = exceeding.variable
    left join {{ ref('regions') }} as regions
        on nearest_values.region_code = regions.region_code
    where nearest_values.place = 1

),

maximum_findings as (

    select
        '2' as study_table,
        cast(null as integer) as column_no,
        variable as term,
        'descriptives_maximum' as check_name,
        cast(null as string) as claim,
        printed_text as printed,
        coalesce(largest_text, value_text) as expected,
        case
            when n_exceeding is null then 'consistent'
            when fits_somewhere = 1 then 'suspect'
            else 'borderline'
        end as verdict,
        case when n_exceeding is null then 'opening nothing_larger' else 'opening larger' end
        || case when fits_somewhere = 1 then '' else ' another_vintage' end as parts,
        printed_text as value_1,
        region_zh as value_2,
        region_en as value_3,
        cast(year as string) as value_4,
        value_text as value_5,
        cast(n_exceeding as string) as value_6,
        cast(first_exceeding_year as string) as value_7,
        cast(last_exceeding_year as string) as value_8,
        largest_text as value_9
    from maxima

),

is_real as (

    select count(*) = 0 as is_real
    from {{ ref('stg_raw_files') }}
    where source_file = 'SIMULATED'

),

yearly_means as (

    select
        year,
        avg(gdp_per_capita_cny) as mean_gdp_per_capita_cny
    from {{ ref('int_region_years') }}
    group by year
    having count(gdp_per_capita_cny) = count(*)

),

ranked_means as (

    select
        year,
        mean_gdp_per_capita_cny,
        row_number() over (order by mean_gdp_per_capita_cny desc, year asc) as place
    from yearly_means

),

printed_tsi as (

    select
        {{ to_number(fold_number('maximum')) }} as ln_maximum
    from {{ ref('printed_descriptives') }}
    where variable = 'ln_tsi'

),

exceeded as (

    select
        count(*) as n_years,
        min(yearly_means.year) as first_year
    from yearly_means
    inner join printed_tsi
        on yearly_means.mean_gdp_per_capita_cny > exp(printed_tsi.ln_maximum)

),

tsi_compared as (

    select
        printed_tsi.ln_maximum,
        exp(printed_tsi.ln_maximum) >= ranked_means.mean_gdp_per_capita_cny as is_possible,
        {{ number_text('printed_tsi.ln_maximum', 4) }} as printed_text,
        {{ number_text('exp(printed_tsi.ln_maximum)', 0) }} as printed_cny_text,
        {{ number_text('ln(ranked_means.mean_gdp_per_capita_cny)', 4) }} as bound_text,
        {{ number_text('ranked_means.mean_gdp_per_capita_cny', 0) }} as bound_cny_text,
        cast(ranked_means.year as string) as year_text,
        cast(exceeded.n_years as string) as n_years_text,
        cast(exceeded.first_year as string) as first_exceeded_text,
        study.window_text
    from printed_tsi
    cross join ranked_means
    cross join exceeded
    cross join is_real
    cross join study
    where
        is_real.is_real
        and ranked_means.place = 1
        and printed_tsi.ln_maximum is not null

),

tsi_findings as (

    select
        '2' as study_table,
        cast(null as integer) as column_no,
        'ln_tsi' as term,
        'tsi_maximum' as check_name,
        cast(null as string) as claim,
        printed_text as printed,
        '>= ' || bound_text as expected,
        case when is_possible then 'consistent' else 'inconsistent' end as verdict,
        case when is_possible then 'consistent' else 'inconsistent' end as parts,
        printed_text as value_1,
        printed_cny_text as value_2,
        year_text as value_3,
        bound_cny_text as value_4,
        bound_text as value_5,
        first_exceeded_text as value_6,
        n_years_text as value_7,
        window_text as value_8,
        cast(null as string) as value_9
    from tsi_compared

)

select * from deviation_findings
union all
select * from joint_findings
union all
select * from maximum_findings
union all
select * from tsi_findings
