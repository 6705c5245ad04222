"""Every file of a folder to text cells, a row per file, and what could not be read."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import ParamSpec, TypeVar

import pyarrow as pa

from . import isolated, problems
from .cells import CellTable, joined, schema_of
from .context import Place, Title
from .folder import fingerprint, is_ignored, listing, read_bytes, shown_names
from .grid import MAX_TEXT_BYTES, Grid, Sheets
from .isolated import Limits
from .problems import Catalogue, Pair, Problem, damaged, listed, say, too_large
from .shapes import read_sheet
from .text import read_text
from .words import Kind, Vocabulary
from .workbook import read_workbook

_P = ParamSpec("_P")
_R = TypeVar("_R")
_LISTED_HIDDEN = 10
_WORKBOOK_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_REGIONS = {Kind.REGION_HEAD, Kind.REGION}
_YEARS = {Kind.YEAR_HEAD, Kind.YEAR}
_GZIP = b"\x1f\x8b"
# A file that calls itself a table must be readable; others may be notes, pictures or programs' own data.
_TABLE_ENDINGS = (
    *(".csv", ".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".xlsb", ".xltx", ".et", ".ods"),
    *(".dta", ".sav", ".parquet"),
)
_TEXT_ENDINGS = (".txt", ".dat", ".prn", ".asc")


@dataclass(frozen=True)
class Landed:
    """What is in a folder.

    cells : one row per data cell, columns of cells.CELL_COLUMNS, texts as printed
    files : one row per file, columns of FILE_SCHEMA; status 'read', 'ignored', 'rejected' or 'not_read'
    problems : the error of each rejected file, in the order of `files`; they stop a refresh
    unread : why each file with status 'not_read' was not; the rest is built without them
    """

    cells: pa.Table
    files: pa.Table
    problems: list[Problem]
    unread: list[Problem]


@dataclass
class _File:
    """One row of `files` while it is filled."""

    source_file: str
    sha256: str = ""
    size_bytes: int = 0
    shape: str = ""
    encoding: str = ""
    status: str = "read"
    reason: str = ""
    message_en: str = ""
    message_zh: str = ""
    cell_count: int = 0

    def end(self, status: str, reason: str, said: Pair) -> None:
        """Note how a file that was not read ended."""
        self.status, self.reason = status, reason
        self.message_en, self.message_zh = said


FILE_SCHEMA = schema_of(_File)


def land(
    raw: Path,
    region_names: frozenset[str],
    data_years: Mapping[str, int] | None = None,
    limits: Limits | None = None,
    skip: str = "",
    wording: Catalogue | None = None,
) -> Landed:
    """Read every file under `raw` except a top folder called `skip`, in the order of their relative paths.

    Parameters
    ----------
    raw : a folder; one that is absent holds no files
    region_names : names of regions that the caller knows; hints for finding the region column only
    data_years : the data's year of a file that does not say it itself, by source_file
    limits : time and memory that one file may take
    skip : a top folder that is not entered
    wording : messages that replace some of ours, such as a remedy that is a setting of the caller's

    Raises
    ------
    Problem : a folder cannot be read (LAND-15)
    """
    tables: list[pa.Table] = []
    rows: list[_File] = []
    errors: dict[str, Problem] = {}
    found = listing(raw, skip=skip)
    names = sorted(shown_names(found.files).items(), key=lambda pair: pair[1])
    for name, source_file in names:
        row = _File(source_file)
        rows.append(row)
        if is_ignored(source_file):
            row.end("ignored", problems.IGNORED, say("ignored"))
            row.sha256, row.size_bytes = fingerprint(raw / name)
            continue
        try:
            data = read_bytes(raw / name, source_file)
            row.sha256, row.size_bytes = hashlib.sha256(data).hexdigest(), len(data)
            year = (data_years or {}).get(source_file)
            read = guarded(limits, source_file, read_file, data, source_file, region_names, year)
        except Problem as error:
            errors[source_file] = error.reworded(wording or {})
            status = "not_read" if is_not_data(source_file, error.code) else "rejected"
            row.end(status, error.code, (error.en, error.zh))
            continue
        row.shape, row.encoding, row.cell_count = read.shape, read.encoding, read.cells.num_rows
        row.message_en, row.message_zh = read.message_en, read.message_zh
        tables.append(read.cells)
    for source_file in shown_names(found.links).values():
        rows.append(_File(source_file))
        rows[-1].end("ignored", problems.IGNORED, say("link"))
    rows.sort(key=lambda row: row.source_file)
    return Landed(
        joined(tables),
        pa.Table.from_pylist([vars(row) for row in rows], FILE_SCHEMA),
        [errors[row.source_file] for row in rows if row.status == "rejected"],
        [errors[row.source_file] for row in rows if row.status == "not_read"],
    )


def is_not_data(source_file: str, code: str) -> bool:
    """Whether a file that could not be read is no table, so that the others are used.

    That is a note, a legend or a picture by its content or its name, and a file that broke the reader: nobody can
    correct that but us. A fault that can be corrected in a table stops the refresh.
    """
    return code in problems.NOT_DATA or not is_called_a_table(source_file, code)


def is_called_a_table(source_file: str, code: str) -> bool:
    """Whether a file that could not be read says by its name, or by how far reading came, that it is a table."""
    name = source_file.lower().removesuffix(".gz")
    return (
        code in problems.OF_A_TABLE
        or name.endswith(_TABLE_ENDINGS)
        or (name.endswith(_TEXT_ENDINGS) and code in problems.OF_A_TABLE_IN_TEXT)
    )


def guarded(
    limits: Limits | None,
    source_file: str,
    function: Callable[_P, _R],
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _R:
    """isolated.call, whose every end but a value is an error of one file."""
    limits = limits or Limits()
    try:
        return isolated.call(limits, function, *args, **kwargs)
    except isolated.TooCostlyError as error:
        of = str(error)
        limit = f"{limits.seconds:g}" if of == "time" else f"{limits.memory / 2**30:g} GB"
        raise Problem(f"LAND-17 {of}", file=source_file, limit=limit) from None
    except isolated.FailedError as error:
        failed = Problem("LAND-18", file=source_file, cause=str(error))
        failed.add_note(error.trace)
        raise failed from None


@dataclass(frozen=True)
class FileRead:
    """What is in a file that could be read."""

    cells: pa.Table
    shape: str
    encoding: str
    message_en: str
    message_zh: str


def read_file(
    data: bytes, source_file: str, region_names: frozenset[str], data_year: int | None
) -> FileRead:
    """The cells of one file.

    Raises
    ------
    Problem : the file cannot be read, or a sheet with numbers is no table
    """
    vocabulary = _vocabulary(region_names)
    sheets, encoding = read_sheets(data, source_file, vocabulary)
    grids = [replace(grid, vocabulary=vocabulary) for grid in sheets.grids]
    try:
        cells, shapes, passed_over, renamed = _read_tables(grids, source_file, data_year)
    except Problem as error:
        if error.code != problems.NO_TABLE or any(
            _holds_numbers(grid) or _holds_a_head(grid) for grid in grids
        ):
            raise
        raise Problem("LAND-14", file=source_file) from None
    said = list(_notes(sheets, passed_over, renamed))
    en, zh = ("; ".join(en for en, _ in said), "；".join(zh for _, zh in said))
    return FileRead(cells.table(), "+".join(shapes), encoding, en, zh)


@lru_cache(maxsize=2)
def _vocabulary(region_names: frozenset[str]) -> Vocabulary:
    """One vocabulary for all files of a folder: it remembers the words that it has looked up."""
    return Vocabulary(region_names)


def read_sheets(
    data: bytes, source_file: str, vocabulary: Vocabulary | None = None
) -> tuple[Sheets, str]:
    """The grids of a file of any kind, and its encoding or kind of workbook.

    Raises
    ------
    Problem : the file cannot be read
    """
    if data.startswith(_GZIP):
        data = unzipped(data, source_file)
    if not data.strip(b"\0 \t\r\n"):
        raise Problem("LAND-05", file=source_file)
    if data.startswith(_WORKBOOK_STARTS):
        sheets = read_workbook(data, source_file)
        return sheets, "xlsx" if data.startswith(b"PK") else "xls"
    return read_text(data, source_file, vocabulary or Vocabulary(()))


def unzipped(data: bytes, source_file: str) -> bytes:
    """What a .gz file holds."""
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            text = stream.read(MAX_TEXT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged(source_file, f"{type(error).__name__}: {error}") from None
    if len(text) > MAX_TEXT_BYTES:
        limit = MAX_TEXT_BYTES // 2**20
        raise too_large(source_file, "unpacks", limit=limit)
    return text


def _read_tables(
    grids: list[Grid], source_file: str, data_year: int | None
) -> tuple[CellTable, list[str], list[str], list[str]]:
    """The cells of all tables, their shapes, the sheets without numbers, the columns that rename regions."""
    cells = CellTable()
    shapes: dict[str, None] = {}
    title = Title()
    passed_over: list[str] = []
    renamed: dict[str, None] = {}
    for grid in grids:
        # A cover or a table of contents has no numbers.
        if len(grids) > 1 and not _holds_numbers(grid):
            passed_over.append(grid.sheet)
            continue
        place = Place(source_file, grid.sheet, data_year)
        read = read_sheet(grid, place, title, cells)
        title = read.title
        renamed.update(dict.fromkeys(read.renamed))
        shapes.update(dict.fromkeys(read.shapes))
    if not shapes:
        raise Problem("LAND-09", file=source_file, found=say("no_numbers"))
    return cells, list(shapes), passed_over, list(renamed)


def _notes(sheets: Sheets, passed_over: list[str], renamed: list[str]) -> Iterator[Pair]:
    """What a person should know of a file that was read."""
    for name, found in (
        ("hidden_sheets", sheets.hidden),
        ("passed_over", passed_over),
        ("renamed", renamed),
    ):
        if found:
            yield say(name, listed=listed(found))
    for grid in sheets.grids:
        if grid.hidden:
            more = ", …" if len(grid.hidden) > _LISTED_HIDDEN else ""
            en, zh = listed(grid.hidden[:_LISTED_HIDDEN])
            yield say("hidden_cells", sheet=grid.sheet, listed=(en + more, zh + more))


def _holds_numbers(grid: Grid) -> bool:
    """Whether a sheet has a number right of its first column: a cover or index sheet has none."""
    return any(
        column > 0 and grid.kind_of(text) is Kind.NUMBER
        for texts in grid.rows
        for column, text in enumerate(texts)
    )


def _holds_a_head(grid: Grid) -> bool:
    """Whether a row is the head of a table of regions and years; a legend names them in rows of their own."""
    rows = ({grid.kind_of(text) for text in texts} for texts in grid.rows)
    return any(kinds & _REGIONS and kinds & _YEARS for kinds in rows)
