"""tsi export: a query's result as a file that Excel opens as it should, or as Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tsi_warehouse.core.errors import Text, TsiError, failure, message

if TYPE_CHECKING:
    import pyarrow as pa

    from tsi_warehouse.release.readers import Answer
    from tsi_warehouse.report.spreadsheet import Result

ENDINGS = (".xlsx", ".csv", ".parquet")
_WITH_A_TIME = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


class Exported(NamedTuple):
    """rows : of all results; notes : what the file holds otherwise than the query gave it."""

    rows: int
    notes: Sequence[Text]


def export_query(warehouse: Path, query: Path, target: Path) -> Exported:
    """Run one SQL file on the current release, within a reader's limits, and write its result.

    Columns that marts describe get their Chinese name above their own in xlsx, and next to it in
    csv; texts that Excel would take for a formula are neutralised, numbers stay numbers and codes
    texts. The file appears whole or not at all.
    """
    from tsi_warehouse.release.files import written_whole

    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise failure("EXPORT-01", target=target)
    _refuse_releases(target, warehouse)
    answers = _answers(warehouse, query, ending)
    if ending != ".xlsx" and len(answers) > 1:
        raise failure("EXPORT-07", query=query, number=len(answers), target=target)
    try:
        with written_whole(target) as partial:
            notes = _write(partial, ending, answers, warehouse)
    except _causes_of_failure() as error:
        raise failure("EXPORT-04", target=target, error=error) from None
    return Exported(sum(answer.table.num_rows for answer in answers), notes)


def _refuse_releases(target: Path, warehouse: Path) -> None:
    """Keep published files as they were published, whichever way a path leads to them."""
    place = Path(target.absolute()).resolve()
    own = (warehouse / "releases").resolve()
    for folder in place.parents:
        is_release = (folder / "manifest.json").is_file() and (folder / "tsi.duckdb").is_file()
        if is_release or (own.is_dir() and folder.exists() and folder.samefile(own)):
            raise failure("EXPORT-06", target=target, folder=folder)


def _answers(warehouse: Path, query: Path, ending: str) -> list[Answer]:
    from tsi_warehouse.release.readers import Limits, run_statements
    from tsi_warehouse.report.spreadsheet import COLUMN_LIMIT, HEAD_LINES, ROW_LIMIT

    if not query.is_file():
        raise failure("EXPORT-02", query=query)
    room = ROW_LIMIT - HEAD_LINES if ending == ".xlsx" else 2**40
    try:
        sql = query.read_text(encoding="utf-8-sig")
        limits = Limits(rows=room)
        answers = list(run_statements(sql, warehouse, limits=limits, as_text=ending != ".parquet"))
    except UnicodeDecodeError:
        raise failure("EXPORT-03 encoding", query=query) from None
    except TsiError as error:
        if error.code != "REL-52":
            raise
        raise failure("EXPORT-03 sql", query=query, error=error) from None
    if not answers:
        raise failure("EXPORT-03", query=query)
    widest = max(answer.table.num_columns for answer in answers)
    if ending == ".xlsx" and (any(answer.is_cut for answer in answers) or widest > COLUMN_LIMIT):
        raise failure("EXPORT-05", query=query, room=room, columns=COLUMN_LIMIT)
    return answers


def _causes_of_failure() -> tuple[type[Exception], ...]:
    import pyarrow as pa
    from xlsxwriter.exceptions import XlsxWriterException

    return OSError, XlsxWriterException, pa.ArrowException


def _write(partial: Path, ending: str, answers: Sequence[Answer], warehouse: Path) -> list[Text]:
    import pyarrow.parquet as pq

    from tsi_warehouse.release.readers import open_release
    from tsi_warehouse.report.spreadsheet import add_sheet, column_labels, new_book, write_csv

    if ending == ".parquet":
        pq.write_table(answers[0].table, partial, compression="zstd")
        return []
    with open_release(warehouse) as connection:
        labels = column_labels(connection)
    results = [_result(answer.table, labels, ending) for answer in answers]
    if ending == ".csv":
        write_csv(partial, results[0], with_labels=True)
        return []
    with new_book(partial) as book:
        for number, result in enumerate(results, start=1):
            add_sheet(book, "result" if len(results) == 1 else f"result {number}", result)
    return [note for result in results for note in _notes(result)]


def _result(table: pa.Table, labels: dict[str, str], ending: str) -> Result:
    from tsi_warehouse.report.spreadsheet import Result

    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        kind = (field.metadata or {}).get(b"duckdb", b"").decode()
        values = column.to_pylist()
        columns.append([_dated(value, kind) for value in values] if ending == ".xlsx" else values)
    names = table.column_names
    return Result(names, [labels.get(name, "") for name in names], list(zip(*columns, strict=True)))


def _dated(value: Any, kind: str) -> Any:
    """A date or time as Python has it where Excel can hold it to its last digit, else as it is."""
    if not isinstance(value, str) or (kind != "DATE" and kind not in _WITH_A_TIME):
        return value
    try:
        if kind == "DATE":
            return date.fromisoformat(value)
        time = datetime.fromisoformat(value)
    except ValueError:
        # Infinity, or a year that Python does not know.
        return value
    # Excel shows milliseconds.
    return value if time.microsecond % 1000 or len(value.partition(".")[2]) > 6 else time


def _notes(result: Result) -> Iterator[Text]:
    """What a sheet holds otherwise than the query gave it."""
    from decimal import Decimal

    from tsi_warehouse.report.spreadsheet import TEXT_LIMIT, is_exact

    columns = dict(zip(result.names, zip(*result.rows, strict=True), strict=False))
    as_text = [
        name
        for name, values in columns.items()
        if any(isinstance(value, int | float | Decimal) and not is_exact(value) for value in values)
    ]
    cut = [
        name
        for name, values in columns.items()
        if any(isinstance(value, str) and len(value) > TEXT_LIMIT for value in values)
    ]
    if as_text:
        yield message("written as text", listed=", ".join(as_text))
    if cut:
        yield message("texts cut", limit=TEXT_LIMIT, listed=", ".join(cut))
