"""The summed export records of the release before, carried into a new candidate.

Each candidate is a new file, so dbt's incremental model would start empty. Summed records are kept
under what the file says and how it is read (landing/export_reading.py), so those whose file is
still there, in whatever release they were made, are what a full build would make again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

TABLE = "staging.stg_export_groups"


def carry_exports(published: Path, candidate: Path, content_ids: Sequence[int | None]) -> int:
    """Copy from one database into another, new one the summed records of the given contents.

    Parameters
    ----------
    published : database of the current release; read only
    candidate : database that dbt is about to build, created here if anything is carried
    content_ids : of the export files that are there now; null where a file is not read

    Returns
    -------
    the number of contents that need not be read again
    """
    wanted = sorted({content_id for content_id in content_ids if content_id is not None})
    if not wanted or not published.is_file():
        return 0
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(published)}' as published (read_only)")
        known = connection.execute(
            "select 1 from information_schema.columns where table_catalog = 'published' "
            "and table_schema || '.' || table_name = ? and column_name = 'content_id'",
            [TABLE],
        ).fetchall()
        if not known:
            return 0
        (carried,) = connection.execute(
            f"select count(distinct content_id) from published.{TABLE} "
            "where list_contains(cast(? as bigint[]), content_id)",
            [wanted],
        ).fetchone() or (0,)
        if carried:
            connection.execute(
                f"attach '{_quoted(candidate)}' as candidate (storage_version 'v1.0.0')"
            )
            connection.execute("create schema if not exists candidate.staging")
            connection.execute(
                f"create table candidate.{TABLE} as select * from published.{TABLE} "
                "where list_contains(cast(? as bigint[]), content_id)",
                [wanted],
            )
        return int(carried)


def _quoted(path: Path) -> str:
    return path.as_posix().replace("'", "''")
