-- Table 2: descriptive statistics of each variable, next to those printed in the study's own paper.
-- Grain: one row per variable, in the paper's order, then the others.

with own_printed as (

    select
        *,
        row_number() over () as place
    from intermediate.int_own_printed_descriptives

)

select
    terms.zh as label_zh,
    terms.en as label_en,
    computed.n,
    own_printed.n as n_printed,
    computed.maximum,
    own_printed.maximum as maximum_printed,
    computed.minimum,
    own_printed.minimum as minimum_printed,
    computed.std_dev,
    own_printed.std_dev as std_dev_printed
from own_printed
full join marts.descriptive_statistics as computed on own_printed.variable = computed.variable
inner join labels as terms
    on terms.kind = 'term' and terms.code = coalesce(own_printed.variable, computed.variable)
order by
    own_printed.place asc nulls last,
    computed.variable asc
