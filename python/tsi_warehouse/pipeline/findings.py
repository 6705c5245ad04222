"""What a failed build left behind, reported so that a person can act on it."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from tsi_warehouse.core.errors import Text, TsiError, catalogue, failure, message
from tsi_warehouse.pipeline.warehouse import DbtOutcome, NodeResult
from yearbooks.folding import escaped
from yearbooks.scales import multiplier

SHOWN_ROWS = 5
UNMAPPED_COLUMNS = (
    "printed_series", "printed_unit", "indicator_id", "multiplier", "source", "priority", "comment",
)  # fmt: skip
BLOCKING_CELLS = Path(__file__).with_name("blocking_cells.sql")
BLOCKING_TEST = "no_cell_stops_the_refresh"


def findings(database: Path, outcome: DbtOutcome) -> list[TsiError]:
    """What each failed check found: how many, the first of them with their places, and the remedy."""
    found: list[TsiError] = []
    with duckdb.connect(str(database), read_only=True) as connection:
        for node in outcome.failures:
            if node.name == BLOCKING_TEST:
                found += blocking_findings(connection)
            else:
                found.append(_other_finding(connection, node))
    return found


def blocking_findings(connection: duckdb.DuckDBPyConnection) -> list[TsiError]:
    """The cells that only a person can decide about: of each reason the first groups and their first places."""
    rows = connection.execute(BLOCKING_CELLS.read_text(encoding="utf-8")).fetchall()
    keys = {
        (entry["reason"], entry.get("blank", False)): key
        for key, entry in catalogue().items()
        if "reason" in entry
    }
    reported: list[TsiError] = []
    for reason, code in [(reason, key) for (reason, is_blank), key in keys.items() if not is_blank]:
        groups = [row[1:] for row in rows if row[0] == reason]
        for found, *group in groups[:SHOWN_ROWS]:
            reported.append(_finding(keys.get((reason, not found.strip()), code), found, *group))
        if (more := len(groups) - SHOWN_ROWS) > 0:
            rest = message("more of this kind", more=more)
            reported.append(TsiError(code, en=rest.en, zh=rest.zh))
    return reported


def _finding(
    key: str, found: str, expected: str, series: str, count: int, places: str, n_places: int
) -> TsiError:
    # A name or a number may look right and hold what nobody sees.
    found, expected, series, places = map(escaped, (found, expected, series, places))
    more = n_places - places.count("; ") - 1
    rest = message("more places", more=more) if more > 0 else Text("", "")
    shown = Text(places + rest.en, places + rest.zh)
    return failure(key, found=found, expected=expected, series=series, count=count, places=shown)


def write_unmapped(database: Path, path: Path) -> int:
    """Write the list of unmapped series, in raw_series' own columns, to complete and paste.

    A multiplier is proposed only where the indicator is known and the two units give it; a blank one is filled
    by the seeds' check, or asked for. A series that several files print under one unit (a yearbook's page of
    each year) is one row, which holds for all of them. The file is UTF-8 with a byte-order mark, so that Excel
    reads its Chinese. Returns its length.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        if not _exists(connection, "intermediate", "int_unmapped_series"):
            return 0
        rows = connection.execute(
            """
            select max(indicator_unit), printed_series, printed_unit, max(indicator_id),
                case when count(distinct source) = 1 then min(source) else '' end,
                any_value(priority),
                concat_ws('; ', nullif(max(comment), ''), case when count(distinct source) > 1 then
                    'in ' || count(distinct source) || ' files, the first ' || min(source) end)
            from intermediate.int_unmapped_series
            group by printed_series, printed_unit
            order by min(source), printed_series
            """
        ).fetchall()
    rows = [_proposed(*row) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(UNMAPPED_COLUMNS)
        writer.writerows(rows)
    return len(rows)


def _proposed(
    wanted: str, series: str, unit: str, indicator: str, *rest: object
) -> tuple[object, ...]:
    """A row of the list with its multiplier, '' where it does not follow from the units."""
    factor = multiplier(unit, wanted)
    return series, unit, indicator, "" if factor is None else repr(factor), *rest


def _other_finding(connection: duckdb.DuckDBPyConnection, node: NodeResult) -> TsiError:
    if node.kind != "test":
        reported = f"{node.name}: {node.message.strip() or node.status}"
        return TsiError("DBT-10", en=reported, zh=reported)
    code = next(
        (key for key, entry in catalogue().items() if entry.get("test") == node.name), "TEST-01"
    )
    rows = _first_rows(connection, node) or list(filter(None, [node.message.strip()]))
    shown = "".join(f"\n      {row}" for row in rows)
    count = node.failures if node.failures is not None else "?"
    return failure(code, name=node.name, count=count, rows=shown)


def _first_rows(connection: duckdb.DuckDBPyConnection, node: NodeResult) -> list[str]:
    """The first rows that a failed test stored, as name=value."""
    if not node.rows_table:
        return []
    schema, table = node.rows_table.replace('"', "").split(".")[-2:]
    if not _exists(connection, schema, table):
        return []
    found = connection.execute(f"select * from {node.rows_table} limit {SHOWN_ROWS}")
    names = [column[0] for column in found.description or []]
    return [
        ", ".join(
            f"{name}={value}"
            for name, value in zip(names, row, strict=True)
            if value not in (None, "")
        )
        for row in found.fetchall()
    ]


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
            [schema, table],
        ).fetchall()
    )
