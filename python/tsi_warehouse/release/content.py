"""What a table says, as one hash that does not depend on how the engine added it up.

Two builds of one input differ in the last bits of their sums and in the order of their rows. The
content hash is the same for both: numbers enter it rounded, rows as a sum.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb

from tsi_warehouse.core.quoting import sql_name

# These differ between two builds of the same input, by their meaning.
VOLATILE = frozenset({"release_id", "built_at", "n_warnings", "warnings", "n_losses_accepted"})
# The gate compares with the previous release, so its results depend on history, not on the input.
OF_ITS_HISTORY = frozenset({"results.quality_results", "results.warnings", "results.losses"})
DIGITS = 7
# Totals of printed decimals often end in a 5, just where rounding decides, and one bit of noise
# would turn it. Rounding happens on a grid stretched by a number that no decimal meets.
STRETCH = 0.7390851332151607


@dataclass(frozen=True)
class TableContent:
    """Rows of a table, and the hash of what they say."""

    rows: int
    content: str


def tables_of(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """Names of the tables and views of `schema`, sorted."""
    rows = connection.execute(
        "select table_name from information_schema.tables "
        "where table_schema = ? and table_catalog = current_database() order by table_name",
        [schema],
    ).fetchall()
    return [str(name) for (name,) in rows]


def content_of(connection: duckdb.DuckDBPyConnection, source: str) -> TableContent:
    """Row count and content hash of what `select * from source` gives, in bounded memory.

    Every row is a line of its values, every line an MD5, and the table their sum: the order of rows
    does not count, a repeated row does. The column names and types are part of it.
    """
    described = connection.execute(f"describe select * from {source}").fetchall()
    columns = [(str(row[0]), str(row[1])) for row in described if row[0] not in VOLATILE]
    texts = ", ".join(_as_text(name, kind) for name, kind in columns) or "''"
    rows, low, high = connection.execute(
        "select count(*), sum(md5_number_lower(line)), sum(md5_number_upper(line)) "
        f"from (select concat_ws(chr(31), {texts}) as line from {source})"
    ).fetchall()[0]
    said = repr((columns, rows, int(low or 0), int(high or 0)))
    return TableContent(int(rows), hashlib.sha256(said.encode()).hexdigest())


def _as_text(name: str, kind: str) -> str:
    """A value as text: null unlike any text, a fraction to seven digits, no minus before zero."""
    column = sql_name(name)
    if kind in ("DOUBLE", "FLOAT"):
        rounded = f"round({column} * {STRETCH}, {DIGITS + 2}) + 0.0"
        return f"coalesce(format('{{:.{DIGITS - 1}e}}', {rounded}), chr(30))"
    return f"coalesce(cast({column} as varchar), chr(30))"
