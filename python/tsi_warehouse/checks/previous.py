"""The previous release, as the views before_* that pages of quality/ compare with (quality/suite.yml)."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tsi_warehouse.checks.suite import query_of, suite
from tsi_warehouse.core.project import DATABASE
from tsi_warehouse.core.quoting import sql_name, sql_text

#: What a table was called in releases of earlier versions.
FORMER = {"intermediate.int_export_outcomes": "staging.stg_export_outcomes"}


def files_compared(release: Path) -> list[Path]:
    """The files of a release that a comparison reads."""
    sources = suite()["previous"].values()
    return [release / DATABASE, *(release / path for path in sources if path.endswith(".parquet"))]


def attach_previous(connection: duckdb.DuckDBPyConnection, release: Path) -> None:
    """Make the views before_* of the release in this folder, and what the pages lost_* share."""
    connection.execute(
        f"attach if not exists {sql_text(release / DATABASE)} as previous_release (read_only)"
    )
    had = {
        f"{schema}.{table}"
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'previous_release'"
        ).fetchall()
    }
    for name, source in suite()["previous"].items():
        if source.endswith(".parquet"):
            read = f"read_parquet({sql_text(release / source)})"
        else:
            table = source if source in had else FORMER.get(source, source)
            read = sql_name("previous_release", *table.split("."))
        connection.execute(f"create or replace temp view before_{name} as select * from {read}")
    connection.execute(query_of("_previous"))
