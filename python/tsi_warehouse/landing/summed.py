"""The tables of summed export records that dbt adds to, and a release hands on to the next (pipeline/carry.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

SUMS = "int_export_groups"
#: Tables in schema intermediate that dbt adds to, and columns of theirs that earlier versions of the project lack.
CARRIED = {SUMS: ("content_id", "missing_count"), "int_export_totals": ("made_from",)}
_COLUMNS = """
    select column_name from duckdb_columns()
    where database_name = current_database() and schema_name = 'intermediate' and table_name = ?
"""


def drop_outdated(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what an earlier version of the project summed, whose tables lack today's columns."""
    for table, wanted in CARRIED.items():
        columns = {name for (name,) in connection.execute(_COLUMNS, [table]).fetchall()}
        if columns and not set(wanted) <= columns:
            connection.execute(f"drop table intermediate.{table}")
