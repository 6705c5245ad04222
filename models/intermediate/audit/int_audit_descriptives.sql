-- What real data at hand say about the printed descriptive statistics: where the printed maximum stands,
-- whether the stated window or another one fits, and whether the largest printed TSI is possible at all.
-- Each year the mean TSI over regions equals their mean GDP per capita (docs/methodology/tsi.md), so the
-- largest TSI is no less than the largest yearly mean. 'Consistent with' a window never proves that it was
-- used: other vintages would do as well.
-- Grain: one row per variable and check, and one for the window of all variables together.

with windows as (

    select
        *,
        fits_extremes and (fits_population or fits_sample) as fits
    from {{ ref('int_descriptive_windows') }}

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
        sum(case when n_fitting = n_variables then 1 else 0 end) over () as n_windows_fitting_all
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
        cast(stated.printed_std_dev as string) as printed_text,
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
        variable as term,
        'descriptives_deviation' as check_name,
        printed_text as printed,
        stated_population_text || ' (' || stated_window || '), ' || nearest_population_text
        || ' (' || nearest_window || ')' as expected,
        case
            when stated_fits then 'consistent'
            when nearest_fits then 'suspect'
            else 'borderline'
        end as verdict,
        '印出的标准差 ' || printed_text || '；本次数据 ' || stated_window || ' 年总体标准差 ' || stated_population_text
        || '（样本标准差 ' || stated_sample_text || '）'
        || case
            when stated_fits then '：相符。'
            when nearest_fits
                then
                    '，不相符；' || nearest_window || ' 年总体标准差 ' || nearest_population_text || '（样本标准差 '
                    || nearest_sample_text || '）与极值同时相符。'
            else '；没有任何窗口与之相符，可能是数据版本不同。'
        end as explanation_zh,
        'Printed deviation ' || printed_text || '; the data at hand have ' || stated_population_text
        || ' over the population of ' || stated_window || ' (' || stated_sample_text || ' as a sample)'
        || case
            when stated_fits then ': they agree.'
            when nearest_fits
                then
                    ', which does not fit; ' || nearest_window || ' has ' || nearest_population_text
                    || ' over the population ('
                    || nearest_sample_text
                    || ' as a sample) and fits with the extremes.'
            else '; no window fits, so the vintages of the data may differ.'
        end as explanation_en
    from compared

),

joint_window as (

    select
        cast(null as string) as term,
        'descriptives_window' as check_name,
        max({{ number_text('stated.printed_n', 0) }}) || ' (' || max(study.window_text) || ')' as printed,
        max(chosen.window_text) || ': ' || max(chosen.n_text) as expected,
        case
            when max(stated_joint.n_fitting) = max(stated_joint.n_variables) then 'consistent'
            when max(chosen.n_fitting) = max(chosen.n_variables) then 'suspect'
            else 'borderline'
        end as verdict,
        max(chosen.n_fitting) as n_fitting,
        max(chosen.n_fitting_population) as n_fitting_population,
        max(chosen.n_variables) as n_variables,
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

joint_told as (

    select
        term,
        check_name,
        printed,
        expected,
        verdict,
        case
            when verdict = 'consistent' then '印出的标准差与极值同所称的 ' || stated_window || ' 年相符。'
            when verdict = 'suspect'
                then
                    '可核对的 ' || cast(n_variables as string) || ' 个变量的标准差与极值不符合所称的 ' || stated_window
                    || ' 年，而与 ' || nearest_window || ' 年（' || nearest_n_text || ' 行，其中 '
                    || cast(n_fitting_population as string) || ' 个为总体标准差）一致；试过的窗口中完全一致的有 '
                    || cast(n_windows_fitting_all as string) || ' 个。仅为“一致”，并非证明：印出的样本量为 '
                    || printed_n_text || '；也可能是其后年份取自其他版本、按其他方法外推，或描述统计与回归用了不同样本。'
            else
                '没有一个窗口使全部 ' || cast(n_variables as string) || ' 个变量同时相符（最接近的 ' || nearest_window
                || ' 年有 ' || cast(n_fitting as string) || ' 个）；可能是数据版本不同。'
        end as explanation_zh,
        case
            when verdict = 'consistent'
                then 'The printed deviations and extremes fit the stated window, ' || stated_window || '.'
            when verdict = 'suspect'
                then
                    'Deviations and extremes of the ' || cast(n_variables as string)
                    || ' variables that can be checked do not fit the stated ' || stated_window
                    || '; they are consistent with ' || nearest_window || ' (' || nearest_n_text || ' rows, '
                    || cast(n_fitting_population as string) || ' of them as population deviations), and '
                    || cast(n_windows_fitting_all as string)
                    || ' of the windows tried fit all. Consistent with, not'
                    || ' proved: '
                    || printed_n_text
                    || ' observations are printed; later years may have come from'
                    || ' another vintage or been extrapolated otherwise, or the table may describe another'
                    || ' sample than the regressions.'
            else
                'No window fits all ' || cast(n_variables as string) || ' variables at once (the nearest, '
                || nearest_window
                || ', fits '
                || cast(n_fitting as string)
                || '); the vintages of the data may differ.'
        end as explanation_en
    from joint_window

),

-- Where in the data the printed maximum stands, and how many later values of the stated window exceed it.
values_at_hand as (

    select
        stated.variable,
        stated.printed_maximum,
        stated.printed_std_dev,
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
        nearest_values.variable as term,
        'descriptives_maximum' as check_name,
        {{ number_text('nearest_values.printed_maximum', 4) }} as printed,
        {{ number_text('coalesce(exceeding.largest_value, nearest_values.value)', 4) }} as expected,
        case when exceeding.variable is null then 'consistent' else 'suspect' end as verdict,
        '印出的最大值 ' || {{ number_text('nearest_values.printed_maximum', 4) }} || ' 最接近'
        || coalesce(regions.name_zh, nearest_values.region_code) || ' '
        || cast(nearest_values.year as string) || ' 年的 ' || {{ number_text('nearest_values.value', 4) }}
        || case
            when exceeding.variable is null then '，所称窗口内没有更大的值。'
            else
                '；所称窗口内另有 ' || cast(exceeding.n_exceeding as string) || ' 个更大的值（'
                || cast(exceeding.first_exceeding_year as string) || ' 至 '
                || cast(exceeding.last_exceeding_year as string) || ' 年，最大 '
                || {{ number_text('exceeding.largest_value', 4) }} || '）。'
        end as explanation_zh,
        'The printed maximum ' || {{ number_text('nearest_values.printed_maximum', 4) }} || ' is nearest to '
        || coalesce(regions.name_en, nearest_values.region_code) || ' '
        || cast(nearest_values.year as string) || ', ' || {{ number_text('nearest_values.value', 4) }}
        || case
            when exceeding.variable is null then '; nothing in the stated window is larger.'
            else
                '; ' || cast(exceeding.n_exceeding as string) || ' values of the stated window are larger ('
                || cast(exceeding.first_exceeding_year as string) || ' to '
                || cast(exceeding.last_exceeding_year as string) || ', up to '
                || {{ number_text('exceeding.largest_value', 4) }} || ').'
        end as explanation_en
    from nearest_values
    left join exceeding
        on nearest_values.variable = exceeding.variable
    left join {{ ref('regions') }} as regions
        on nearest_values.region_code = regions.region_code
    where nearest_values.place = 1

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

tsi_maximum as (

    select
        'ln_tsi' as term,
        'tsi_maximum' as check_name,
        printed_text as printed,
        '>= ' || bound_text as expected,
        case when is_possible then 'consistent' else 'inconsistent' end as verdict,
        '印出的 ln TSI 最大值 ' || printed_text || '（' || printed_cny_text || ' 元）'
        || case when is_possible then '不低于 ' else '低于 ' end || year_text || ' 年各地区人均 GDP 的均值 '
        || bound_cny_text || ' 元（ln ' || bound_text || '）'
        || case
            when is_possible then '' else '，' || first_exceeded_text || ' 年起共 ' || n_years_text || ' 年如此'
        end
        || '；按公式 (4)、(5)，每年 TSI 的均值等于人均 GDP 的均值，'
        || case
            when is_possible then '相符。'
            else '故该 TSI 不可能是 ' || window_text || ' 年按当年价格、由这两个公式算出的。'
        end as explanation_zh,
        'The largest printed ln TSI, ' || printed_text || ' (' || printed_cny_text || ' yuan), is '
        || case when is_possible then 'no less than' else 'below' end
        || ' the mean GDP per capita of the regions in '
        || year_text || ', ' || bound_cny_text || ' yuan (ln ' || bound_text || ')'
        || case
            when is_possible then ''
            else
                ', and so it is in ' || n_years_text || ' years from ' || first_exceeded_text
        end
        || '. By equations 4 and 5 the mean TSI of a year equals its mean GDP per capita'
        || case
            when is_possible then ': they agree.'
            else ', so this TSI cannot come from them at current prices over ' || window_text || '.'
        end as explanation_en
    from tsi_compared

),

findings as (

    select
        term,
        check_name,
        printed,
        expected,
        verdict,
        explanation_zh,
        explanation_en
    from deviations
    union all
    select
        term,
        check_name,
        printed,
        expected,
        verdict,
        explanation_zh,
        explanation_en
    from joint_told
    union all
    select
        term,
        check_name,
        printed,
        expected,
        verdict,
        explanation_zh,
        explanation_en
    from maxima
    union all
    select
        term,
        check_name,
        printed,
        expected,
        verdict,
        explanation_zh,
        explanation_en
    from tsi_maximum

)

select
    '2' as study_table,
    cast(null as integer) as column_no,
    term,
    check_name,
    printed,
    expected,
    verdict,
    explanation_zh,
    explanation_en
from findings
