-- Every sample region in every year of the window, with the quantities that later formulas need.
-- GDP per capita is the printed one, else GDP over population; openness is trade in yuan over GDP; years of
-- schooling weigh attainment by 6, 9, 12 and 16 years; upgrading is tertiary over secondary value added, or
-- over their shares where only those are available.
-- Levels are filled, then divided, so a ratio uses what was reported of either side.
-- Grain: one row per sample region and year.

with filled as (

    select
        region_code,
        year,
        max(case when indicator_id = 'gdp' then value end) as gdp_100m_cny,
        max(case when indicator_id = 'population' then value end) as population_10k,
        max(case when indicator_id = 'pgdp' then value end) as pgdp_cny,
        max(case when indicator_id = 'trade_cny' then value end) as trade_100m_cny,
        max(case when indicator_id = 'openness' then value end) as openness,
        max(case when indicator_id = 'fdi' then value end) as fdi_100m_cny,
        max(case when indicator_id = 'science_expenditure' then value end) as science_expenditure_100m_cny,
        max(case when indicator_id = 'hum' then value end) as hum,
        max(case when indicator_id = 'upd' then value end) as upd,
        max(case when indicator_id = 'cre' then value end) as cre,
        max(case when indicator_id = 'attainment_primary' then value end) as attainment_primary,
        max(case when indicator_id = 'attainment_junior' then value end) as attainment_junior,
        max(case when indicator_id = 'attainment_senior' then value end) as attainment_senior,
        max(case when indicator_id = 'attainment_college' then value end) as attainment_college,
        max(case when indicator_id = 'attainment_total' then value end) as attainment_total,
        max(case when indicator_id = 'value_added_secondary' then value end) as value_added_secondary,
        max(case when indicator_id = 'value_added_tertiary' then value end) as value_added_tertiary,
        max(case when indicator_id = 'share_secondary' then value end) as share_secondary,
        max(case when indicator_id = 'share_tertiary' then value end) as share_tertiary
    from {{ ref('int_filled_values') }}
    group by region_code, year

)

select
    regions.region_code,
    years.year,
    coalesce(filled.pgdp_cny, filled.gdp_100m_cny * 10000 / nullif(filled.population_10k, 0))
        as gdp_per_capita_cny,
    coalesce(filled.openness, filled.trade_100m_cny / nullif(filled.gdp_100m_cny, 0)) as openness,
    filled.fdi_100m_cny,
    filled.science_expenditure_100m_cny,
    coalesce(
        filled.hum,
        (
            6 * filled.attainment_primary
            + 9 * filled.attainment_junior
            + 12 * filled.attainment_senior
            + 16 * filled.attainment_college
        ) / nullif(filled.attainment_total, 0)
    ) as schooling_years,
    coalesce(
        filled.upd,
        filled.value_added_tertiary / nullif(filled.value_added_secondary, 0),
        filled.share_tertiary / nullif(filled.share_secondary, 0)
    ) as industrial_upgrading,
    filled.cre as innovation_index
from {{ ref('regions') }} as regions
cross join {{ ref('int_years') }} as years
left join filled
    on
        regions.region_code = filled.region_code
        and years.year = filled.year
where
    regions.in_sample
    and years.in_window
