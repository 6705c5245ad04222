"""tsi export: a query's result as a file that Excel opens as it should, or as Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tsi_warehouse.core.errors import TsiError

if TYPE_CHECKING:
    import pyarrow as pa

    from tsi_warehouse.release.readers import Answer
    from tsi_warehouse.report.spreadsheet import Result

ENDINGS = (".xlsx", ".csv", ".parquet")
_WITH_A_TIME = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


@dataclass(frozen=True)
class Exported:
    """rows : of all results; notes : what the file holds otherwise than the query gave it, en and zh."""

    rows: int
    notes: Sequence[tuple[str, str]]


def export_query(warehouse: Path, query: Path, target: Path) -> Exported:
    """Run one SQL file on the current release, within a reader's limits, and write its result.

    Columns that marts describe get their Chinese name above their own in xlsx, and beside it in
    csv; texts that Excel would take for a formula are neutralised, numbers stay numbers and codes
    texts. The file appears whole or not at all.

    Raises
    ------
    TsiError : EXPORT-01 the target's ending; EXPORT-02 there is no such query; EXPORT-03 the query fails or has no
        result; EXPORT-04 the target cannot be written; EXPORT-05 more rows or columns than a sheet has;
        EXPORT-06 the target lies in a release; EXPORT-07 several results for a file of one; or what reading the
        release raises
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise TsiError(
            "EXPORT-01",
            en=f"{target}: expected a name that ends in .xlsx, .csv or .parquet.",
            zh=f"{target}：文件名应以 .xlsx、.csv 或 .parquet 结尾。",
        )
    _refuse_releases(target, warehouse)
    answers = _answers(warehouse, query, ending)
    if ending != ".xlsx" and len(answers) > 1:
        raise TsiError(
            "EXPORT-07",
            en=f"{query} has {len(answers)} results, and {target.name} holds one. Keep one select, or "
            "name an .xlsx file, which gets a sheet for each.",
            zh=f"{query} 有 {len(answers)} 个结果，而 {target.name} 只能容纳一个。"
            "请只保留一个 select，或使用 .xlsx 文件（每个结果一张工作表）。",
        )
    try:
        with _written_whole(target) as partial:
            notes = _write(partial, ending, answers, warehouse)
    except _causes_of_failure() as error:
        raise TsiError(
            "EXPORT-04",
            en=f"{target} cannot be written ({error}). Close it in Excel, or name another file.",
            zh=f"无法写入 {target}（{error}）。请在 Excel 中关闭它，或换一个文件名。",
        ) from None
    return Exported(sum(answer.table.num_rows for answer in answers), notes)


def _refuse_releases(target: Path, warehouse: Path) -> None:
    """Keep published files as they were published, whichever way a path leads to them."""
    place = Path(target.absolute()).resolve()
    own = (warehouse / "releases").resolve()
    for folder in place.parents:
        is_release = (folder / "manifest.json").is_file() and (folder / "tsi.duckdb").is_file()
        if is_release or (own.is_dir() and folder.exists() and folder.samefile(own)):
            raise TsiError(
                "EXPORT-06",
                en=f"{target} lies in a release ({folder}), whose files stay as they were published. "
                "Name a file elsewhere.",
                zh=f"{target} 位于已发布的版本中（{folder}），其文件不可更改。请把文件写到别处。",
            )


def _answers(warehouse: Path, query: Path, ending: str) -> list[Answer]:
    from tsi_warehouse.release.readers import Limits, run_statements
    from tsi_warehouse.report.spreadsheet import COLUMN_LIMIT, HEAD_LINES, ROW_LIMIT

    if not query.is_file():
        raise TsiError(
            "EXPORT-02",
            en=f"{query} is not a file. The questions we answer are in analysis/.",
            zh=f"{query} 不是文件。现成的查询见 analysis/。",
        )
    room = ROW_LIMIT - HEAD_LINES if ending == ".xlsx" else 2**40
    try:
        sql = query.read_text(encoding="utf-8-sig")
        limits = Limits(rows=room)
        answers = list(run_statements(sql, warehouse, limits=limits, as_text=ending != ".parquet"))
    except UnicodeDecodeError:
        raise TsiError(
            "EXPORT-03",
            en=f"{query} is not UTF-8 text. Save it as UTF-8.",
            zh=f"{query} 不是 UTF-8 文本。请另存为 UTF-8。",
        ) from None
    except TsiError as error:
        if error.code != "REL-52":
            raise
        raise TsiError(
            "EXPORT-03",
            en=f"{query} cannot be answered: {error.en}",
            zh=f"{query} 无法执行：{error.zh}",
        ) from None
    if not answers:
        raise TsiError(
            "EXPORT-03",
            en=f"{query} has no result: expected a select.",
            zh=f"{query} 没有结果：应含有 select 语句。",
        )
    widest = max(answer.table.num_columns for answer in answers)
    if ending == ".xlsx" and (any(answer.is_cut for answer in answers) or widest > COLUMN_LIMIT):
        raise TsiError(
            "EXPORT-05",
            en=f"The result of {query} has more than the {room:,} rows or {COLUMN_LIMIT:,} columns that a sheet "
            "of Excel holds, so nothing was written. Name a .csv or .parquet file, or narrow the query.",
            zh=f"{query} 的结果超过 Excel 工作表的 {room:,} 行或 {COLUMN_LIMIT:,} 列，未写出任何内容。"
            "请改用 .csv 或 .parquet 文件，或缩小查询范围。",
        )
    return answers


@contextmanager
def _written_whole(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place once it is complete."""
    partial = target.with_name(f".{target.name}.part")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _causes_of_failure() -> tuple[type[Exception], ...]:
    import pyarrow as pa
    from xlsxwriter.exceptions import XlsxWriterException

    return OSError, XlsxWriterException, pa.ArrowException


def _write(
    partial: Path, ending: str, answers: Sequence[Answer], warehouse: Path
) -> list[tuple[str, str]]:
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


def _notes(result: Result) -> Iterator[tuple[str, str]]:
    """What a sheet holds otherwise than the query gave it."""
    from decimal import Decimal

    from tsi_warehouse.report.spreadsheet import TEXT_LIMIT, is_exact

    as_text, cut = [], []
    for name, values in zip(result.names, zip(*result.rows, strict=True), strict=False):
        if any(
            isinstance(value, int | float | Decimal) and not is_exact(value) for value in values
        ):
            as_text.append(name)
        if any(isinstance(value, str) and len(value) > TEXT_LIMIT for value in values):
            cut.append(name)
    if as_text:
        listed = ", ".join(as_text)
        yield (
            f"written as text where Excel cannot keep the number (beyond 15 digits, NaN, infinity): {listed}",
            f"Excel 无法精确保存的数（超过 15 位、NaN、无穷大）写为文本：{listed}",
        )
    if cut:
        listed = ", ".join(cut)
        yield (
            f"texts cut at the {TEXT_LIMIT:,} characters of a cell: {listed}; .csv and .parquet keep them",
            f"超过单元格 {TEXT_LIMIT:,} 字符而被截断的文本：{listed}；.csv 与 .parquet 保留全文",
        )
