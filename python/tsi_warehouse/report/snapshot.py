"""A release's database with every view worked out once, in memory.

The published views recompute their whole chain each time they are read; a report reads them many
times. The file itself is attached read-only and not copied: only what views give is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tsi_warehouse.core.hardened import lock_up
from tsi_warehouse.core.quoting import sql_name, sql_text
from tsi_warehouse.report.source import Source


@contextmanager
def open_source(database: Path) -> Iterator[Source]:
    """Read a release's database, whose file no other connection of this process writes."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {sql_text(database)} as release (read_only)")
        work_out_views(connection)
        lock_up(connection, may_spill=True)
        yield Source(connection)


def work_out_views(connection: duckdb.DuckDBPyConnection) -> None:
    """The schemas of the attached `release`, here: its tables as views on it, its views as tables.

    Raises
    ------
    duckdb.Error : a view of the release does not run
    """
    objects = connection.execute(
        "select schema_name, table_name, null from duckdb_tables() where database_name = 'release'"
        " union all select schema_name, view_name, sql from duckdb_views()"
        " where database_name = 'release' and not internal order by 1, 2"
    ).fetchall()
    for schema in sorted({row[0] for row in objects} - {"main"}):
        connection.execute(f"create schema if not exists {sql_name(schema)}")
    waiting = []
    for schema, table, sql in objects:
        name = sql_name(schema, table)
        if sql is None:
            connection.execute(f"create view {name} as select * from release.{name}")
        else:
            waiting.append((name, sql))
    while waiting:
        later, cause = [], None
        for name, sql in waiting:
            body = sql.split(" AS ", 1)[1]
            try:
                connection.execute(f"create table {name} as {body}")
            except duckdb.CatalogException as error:
                # It reads a view whose turn has not come.
                later.append((name, sql))
                cause = error
        if cause is not None and len(later) == len(waiting):
            raise cause
        waiting = later
