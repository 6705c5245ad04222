"""What a failed build left behind, told so that a person can act on it."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from tsi_warehouse.warehouse import DbtOutcome, NodeResult

SHOWN_ROWS = 5
UNMAPPED_COLUMNS = (
    "printed_series", "printed_unit", "indicator_id", "multiplier", "source", "priority", "comment",
)  # fmt: skip


def failure_lines(database: Path, outcome: DbtOutcome) -> list[str]:
    """One paragraph per failed check: its name, how many rows it found, and the first of them."""
    lines: list[str] = []
    with duckdb.connect(str(database), read_only=True) as connection:
        for failure in outcome.failures:
            lines += _one_failure(connection, failure)
    return lines


def write_unmapped(database: Path, path: Path) -> int:
    """Write the list of unmapped series, in raw_series' own columns, to complete and paste; its length.

    The file is UTF-8 with a byte-order mark, so that Excel reads its Chinese.
    """
    listed = ", ".join(UNMAPPED_COLUMNS)
    with duckdb.connect(str(database), read_only=True) as connection:
        if not _exists(connection, "staging", "stg_unmapped_series"):
            return 0
        rows = connection.execute(
            f"select distinct {listed} from staging.stg_unmapped_series order by source, printed_series"
        ).fetchall()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(UNMAPPED_COLUMNS)
        writer.writerows(rows)
    return len(rows)


def _one_failure(connection: duckdb.DuckDBPyConnection, failure: NodeResult) -> list[str]:
    lines = [f"{failure.name}: {failure.message.strip() or failure.status}"]
    if failure.kind != "test" or not failure.rows_table:
        return lines
    schema, table = failure.rows_table.replace('"', "").split(".")[-2:]
    if not _exists(connection, schema, table):
        return lines
    found = connection.execute(f"select * from {failure.rows_table} limit {SHOWN_ROWS}")
    names = [column[0] for column in found.description or []]
    for row in found.fetchall():
        told = [f"{name}={value}" for name, value in zip(names, row, strict=True) if value not in (None, "")]
        lines.append("    " + ", ".join(told))
    return lines


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, table]
        ).fetchall()
    )
