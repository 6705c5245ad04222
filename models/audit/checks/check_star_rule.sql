{{ config(meta={'values': ['printed', 't_text', 'n_cells']}) }}
-- A table determines all its stars by one rule. If no rule explains every cell, the cells that the best rules
-- do not explain are in doubt, even if some other rule would allow each of them.
-- Grain: one row per printed coefficient in doubt.

with doubtful as (

    select distinct
        study_table,
        column_no,
        term,
        n_left_least as n_cells
    from {{ ref('int_star_rules') }}
    where
        n_left = n_left_least
        and n_left_least > 0
        and not allows

)

select
    doubtful.study_table,
    doubtful.column_no,
    doubtful.term,
    stars.printed,
    cast(null as string) as expected,
    'suspect' as verdict,
    'opening' as parts,
    {{ number_text('stars.t_value', 2) }} as t_text,
    doubtful.n_cells
from doubtful
inner join {{ ref('int_printed_stars') }} as stars
    on
        doubtful.study_table = stars.study_table
        and doubtful.column_no = stars.column_no
        and doubtful.term = stars.term
