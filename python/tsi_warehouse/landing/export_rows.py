"""Export records that are not plain yet: their head is found, and each row becomes records of common names.

Every row that becomes no record is remembered with its number and the reason, so that nothing is left out
without a word.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from yearbooks.context import stated_unit
from yearbooks.problems import Pair, Problem, listed
from yearbooks.words import Kind, Vocabulary, fold, is_blank, is_year

from .export_heads import CONCEPTS, Head, HeadNames, head_of, looks_dated, no_head
from .problems import ExportProblem, say

HEAD_WITHIN = 20
_SHOWN = 5
_LOOKS = Vocabulary(())
# A year, or a year and month, that stands alone in a file's name: 2019, 2019-11, 201911, 2019年11月.
_TIME = re.compile(
    r"(?<!\d)(?<!\d[-_.~–—至到])((?:19|20)\d\d)(?:[-_.年]?(0[1-9]|1[0-2])(?!\d)|年([1-9]|1[0-2])月)?(?![-_.]?\d)"
)
_MONTH = re.compile(r"(?:19|20)\d\d[-/.年]?(?:0[1-9]|1[0-2]|[1-9])月?")
_YEARBOOK = re.compile(r"年\s*鉴|year\s*book", re.IGNORECASE)


@dataclass(frozen=True)
class Given:
    """What is known of every record in a file without its columns.

    folders : concept -> value, from folders such as year=2015
    time : concept ('year' or 'month') and value, used where neither columns nor folders have a time
    source : where `time` comes from, 'seed' or 'name'
    """

    folders: dict[str, str] = field(default_factory=dict)
    time: tuple[str, str] | None = None
    source: str = ""


@dataclass
class Table:
    """Rows below a head that was found. `number`: of the head's row, from 1; `titles`: rows above it."""

    head: Head
    number: int
    rows: Iterator[tuple[int, Sequence[str]]]
    unit: str
    titles: int
    uses_time: bool
    sheet: str = ""


@dataclass
class Tally:
    """What became of rows with content: head, titles, records' rows, and those left out with the reason."""

    rows: int = 0
    records: int = 0
    blank: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def words(self) -> Pair:
        """The rows that became no record; '' where there are none."""
        said = [say("blank", count=self.blank)] if self.blank else []
        for place, text in self.left_out[:_SHOWN]:
            said.append(say("row_left_out", place=place, text=text))
        if (more := len(self.left_out) - _SHOWN) > 0:
            said.append(say("more_left_out", more=more))
        if not said:
            return "", ""
        return say(
            "left_out", listed=(", ".join(en for en, _ in said), "、".join(zh for _, zh in said))
        )


def time_in_name(name: str) -> tuple[str, str] | None:
    """The one year or month that a file's name states: ('month', '2019-11'), ('year', '2019'), or None.

    A yearbook's number is not its data's year, and two years say nothing of either.
    """
    stem = PurePosixPath(name).name.partition(".")[0]
    if _YEARBOOK.search(stem):
        return None
    found = {
        (match[1], match[2] or (match[3] or "").zfill(2).replace("00", ""))
        for match in _TIME.finditer(stem)
    }
    if len(found) != 1:
        return None
    year, month = found.pop()
    return ("month", f"{year}-{month}") if month else ("year", year)


def without_doubtful_time(rows: Sequence[Sequence[str]], names: HeadNames, given: Given) -> Given:
    """`given`, without its time where a column of no known meaning has a time of its own.

    Such a file may hold many years, whatever its name says. rows : the first rows of the file
    """
    if given.time is None:
        return given
    for number, row in enumerate(rows):
        head, uses_time = _head(row, names, given)
        if head is None:
            continue
        others = [at for at, text in enumerate(row) if text.strip() and names.meaning(text) is None]
        timed = uses_time and (
            looks_dated([row[at] for at in others])
            or any(
                _is_time(below[at])
                for below in rows[number + 1 :]
                for at in others
                if at < len(below)
            )
        )
        return replace(given, time=None) if timed else given
    return given


def _is_time(text: str) -> bool:
    return is_year(text) or bool(_MONTH.fullmatch(text.strip()))


def find_table(
    rows: Iterable[Sequence[str]], file: str, names: HeadNames, given: Given, sheet: str = ""
) -> Table:
    """The table whose head is in one of the first rows."""
    numbered = enumerate(rows, start=1)
    unit = ""
    first: list[Sequence[str]] = []
    titles = 0
    for number, row in itertools.islice(numbered, HEAD_WITHIN):
        head, uses_time = _head(row, names, given)
        if head is not None:
            if head.unclear:
                raise ExportProblem(
                    "LAND-30",
                    file=file,
                    count=len(head.unclear),
                    columns=listed(head.unclear),
                    last=head.unclear[-1],
                )
            return Table(head, number, numbered, unit, titles, uses_time, sheet)
        first.append(row)
        titles += bool(row)
        unit = unit or stated_unit(" ".join(text.strip() for text in row if text.strip()))
    times = {given.time[0]} if given.time else set()
    raise no_head(file, first, names, {*given.folders, *times})


def _head(row: Sequence[str], names: HeadNames, given: Given) -> tuple[Head | None, bool]:
    head = head_of(row, names, given.folders)
    if head is None and given.time is not None:
        dated = head_of(row, names, {*given.folders, given.time[0]})
        if dated is not None and not dated.across:
            return dated, True
    return head, False


def write_records(tables: Sequence[Table], target: Path, file: str) -> Tally:
    """Stream tables to one CSV under the concepts' own names."""
    found = {concept for table in tables for concept in table.head.written}
    written = [concept for concept in CONCEPTS if concept in found]
    tally = Tally()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(written)
            for table in tables:
                tally.rows += table.titles + 1
                for number, row in table.rows:
                    tally.rows += bool(row)
                    for record in _records(row, number, table, file, tally):
                        writer.writerow([record.get(concept, "") for concept in written])
                        tally.records += 1
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return tally


def _records(
    row: Sequence[str], number: int, table: Table, file: str, tally: Tally
) -> Iterator[dict[str, str]]:
    """The records of one row: one, or one a year or industry; none if a note, blank, or the head again."""
    head = table.head
    filled = [column for column, text in enumerate(row) if not is_blank(text)]
    if not filled:
        tally.blank += 1
        return
    place = f"{table.sheet} {number}".strip()
    is_head = list(map(fold, row)) == list(map(fold, head.texts))
    if is_head or _LOOKS.kind(row[filled[0]]) is Kind.NOTE:
        tally.left_out.append((place, row[filled[0]].strip()[:24]))
        return
    if filled[-1] >= head.width:
        raise ExportProblem(
            "LAND-21", file=f"exports/{file}", row=number, found=filled[-1] + 1, expected=head.width
        )
    record = {concept: _first_filled(row, columns) for concept, columns in head.columns.items()}
    if head.unit or is_blank(record.get("unit", "")):
        record["unit"] = head.unit or table.unit
    if not head.across:
        yield record
        return
    for column, (concept, text, own_unit) in head.across.items():
        cell = record | {concept: text, "value": _first_filled(row, [column])}
        if own_unit:
            cell["unit"] = own_unit
        yield cell


def _first_filled(row: Sequence[str], columns: Sequence[int]) -> str:
    texts = [row[column] for column in columns if column < len(row)]
    return next((text for text in texts if not is_blank(text)), texts[0] if texts else "")


def tables_of_sheets(
    sheets: Iterable[tuple[str, Sequence[Sequence[str]]]], file: str, names: HeadNames, given: Given
) -> tuple[list[Table], list[str]]:
    """The tables of a workbook's sheets, and the sheets without a head of export records."""
    tables: list[Table] = []
    passed_over: list[str] = []
    problem: Problem | None = None
    for sheet, rows in sheets:
        try:
            tables.append(find_table(rows, file, names, given, sheet))
        except Problem as error:
            if error.code != "LAND-20":
                raise
            problem = problem or error
            passed_over.append(sheet)
    if not tables and problem is not None:
        raise problem
    return tables, passed_over
