"""The rows that the checks judge: the pages of quality/, run on the candidate database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tsi_warehouse.checks.stars import stars_follow
from tsi_warehouse.checks.suite import query_of
from tsi_warehouse.core.quoting import sql_name

if TYPE_CHECKING:
    import pandas as pd


def rows_of(
    connection: duckdb.DuckDBPyConnection, page: str, *, has_previous: bool
) -> pd.DataFrame | None:
    """The rows of quality/<page>.sql, or None where they need a release before and there is none.

    Parameters
    ----------
    has_previous : whether `attach_previous` has made the views before_*
    """
    if page == "finite":
        return _not_finite(connection)
    if page == "printed_cells":
        return _contradictory(connection)
    query = query_of(page)
    if not has_previous and ("before_" in query or page.startswith("lost_")):
        return None
    return connection.execute(query).fetch_df()


def _not_finite(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """How many values of marts and results are NaN or infinite, one row per table of numbers."""
    import pandas as pd

    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_catalog = current_database() and table_schema in ('marts', 'results') "
        "and data_type in ('DOUBLE', 'FLOAT') "
        "order by table_schema, table_name, ordinal_position"
    ).fetchall()
    tables: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in columns:
        tables.setdefault((schema, table), []).append(column)
    rows = []
    for (schema, table), names in tables.items():
        counts = ", ".join(
            f"count(*) filter (where not isfinite({sql_name(name)}))" for name in names
        )
        found = (
            connection.execute(f"select {counts} from {sql_name(schema, table)}").fetchone() or ()
        )
        bad = [name for name, count in zip(names, found, strict=True) if count]
        place = f"{schema}.{table}" + (f" ({', '.join(bad)})" if bad else "")
        rows.append((place, sum(found)))
    return pd.DataFrame(rows, columns=["place", "values_not_finite"])


def _contradictory(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Whether the stars of each printed cell contradict what is printed in it, one row per cell."""
    import pandas as pd

    rows = [
        (
            f"{place}: {coefficient}{stars} {bracket or ''}".rstrip(),
            int(not stars_follow(coefficient, bracket or "", stars, df)),
        )
        for place, coefficient, bracket, stars, df in connection.execute(
            query_of("printed_cells")
        ).fetchall()
    ]
    return pd.DataFrame(rows, columns=["place", "stars_contradicted"])
