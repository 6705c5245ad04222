-- Each cell of the tables as it is printed: coefficient, what its brackets hold, stars, degrees of freedom.
-- Without degrees of freedom the stars follow a p-value.
select
    'table ' || study_table || ' (' || column_no || ') ' || variant || ', ' || term as place,
    coefficient_text,
    bracket_text,
    stars,
    case when convention <> 'wild' then df end as df
from results.shown_estimates
union all
select
    'mediation, table ' || study_table || ' (' || column_no || ') ' || variant || ', ' || effect as place,
    estimate_text as coefficient_text,
    p_text as bracket_text,
    stars,
    null as df
from results.shown_mediation_effects
union all
select
    'difference, table ' || study_table || ' (' || column_a || ') (' || column_b || ') ' || variant || ', '
    || method as place,
    difference_text as coefficient_text,
    case when df is null then p_text else bracket_text end as bracket_text,
    stars,
    df
from results.shown_group_differences
order by all
