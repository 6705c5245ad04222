-- Do regions converge? Sigma convergence by year (the spread of Dig and ln TSI across regions) and beta
-- convergence (the slope of growth on the first year's level; negative: lagging regions grow faster).
-- One row per year.

with first_levels as (
    select
        study_panel.region_code,
        study_panel.dig as first_dig,
        study_panel.ln_tsi as first_ln_tsi
    from marts.study_panel
    inner join marts.release_info
        on study_panel.year = release_info.first_year
)

select
    study_panel.year,
    stddev_samp(study_panel.dig) / nullif(avg(study_panel.dig), 0) as variation_of_dig,
    stddev_samp(study_panel.ln_tsi) as spread_of_ln_tsi,
    regr_slope(study_panel.dig - first_levels.first_dig, first_levels.first_dig) as beta_dig_since_first_year,
    regr_slope(study_panel.ln_tsi - first_levels.first_ln_tsi, first_levels.first_ln_tsi)
        as beta_ln_tsi_since_first_year
from marts.study_panel
inner join first_levels
    on study_panel.region_code = first_levels.region_code
group by study_panel.year
order by study_panel.year
