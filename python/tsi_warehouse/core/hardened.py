"""Closing the doors of a DuckDB connection: no file, no network, no setting can be reached through it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def lock_up(connection: duckdb.DuckDBPyConnection, *, may_spill: bool = False) -> None:
    """Close the doors in the one order DuckDB takes them; it shuffles those given to connect().

    A query may read and write in the temporary folder though external access is off, without a cap:
    so there is none, and what does not fit in memory ends in an error, unless it `may_spill`.
    """
    import duckdb

    try:
        if not may_spill:
            connection.execute("set temp_directory = ''")
        connection.execute("set autoload_known_extensions = false")
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    except duckdb.InvalidInputException:
        # Another connection of this process has the database open, and its doors are closed.
        locked = connection.execute("select current_setting('lock_configuration')").fetchall()
        if locked != [(True,)]:
            raise
