-- The paper's printed numbers beside those computed on the data at hand, and how far apart they are.
-- One row per table, column, variant, term and statistic.

select *
from results.replication
order by all
