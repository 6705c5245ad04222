-- What the largest t of a column implies for its within R2, t^2 / (t^2 + degrees), with region effects or
-- two-way, and what both imply for the degrees of freedom.
-- Grain: one row per printed column whose seed says that R2 is a within R2 and does not say 'clustered'.

with strongest as (

    select
        *,
        row_number() over (partition by study_table, column_no order by t_value desc, term asc) as preference
    from {{ ref('int_printed_coefficients') }}
    where
        term <> '_cons'
        and t_value is not null

)

select
    models.study_table,
    models.column_no,
    models.r2_text,
    models.r2,
    models.r2_half_unit,
    models.n_obs_text,
    models.n_regressors,
    strongest.term,
    strongest.printed as coefficient_printed,
    power(strongest.t_value, 2)
    / (power(strongest.t_value, 2) + models.degrees_region_effects) as r2_region_effects,
    power(strongest.t_value, 2) / (power(strongest.t_value, 2) + models.degrees) as r2_two_way,
    power(strongest.t_low, 2) / (power(strongest.t_low, 2) + models.degrees_region_effects) as least_r2,
    power(strongest.t_high, 2) / (power(strongest.t_high, 2) + models.degrees) as largest_r2,
    power(strongest.t_low, 2)
    * (1 - models.r2 - models.r2_half_unit)
    / nullif(models.r2 + models.r2_half_unit, 0) as degrees_low,
    power(strongest.t_high, 2)
    * (1 - models.r2 + models.r2_half_unit)
    / nullif(models.r2 - models.r2_half_unit, 0) as degrees_high
from {{ ref('int_printed_columns') }} as models
inner join strongest
    on
        models.study_table = strongest.study_table
        and models.column_no = strongest.column_no
        and strongest.preference = 1
where
    models.r2_kind = 'within'
    and models.convention <> 'clustered'
    and models.degrees_region_effects > 0
    and models.r2 is not null
