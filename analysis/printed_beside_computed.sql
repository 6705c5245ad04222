-- The paper's printed numbers beside those computed on the data at hand.
-- One row per table, column, variant, term and statistic; the columns are those of results.replication.

select * -- noqa: AM04
from results.replication
order by all
