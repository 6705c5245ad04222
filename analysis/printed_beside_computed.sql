-- The paper's printed numbers next to those computed from this study's data.
-- One row per table, column, variant, term and statistic; the columns are those of results.replication.

select * -- noqa: AM04
from results.replication
order by all
