-- How far each model's slopes lie from those of linearmodels.
select
    'table ' || study_table || ' (' || column_no || ') ' || variant as place,
    linearmodels_gap
from results.models
where linearmodels_gap is not null
order by all
