"""Every file under raw/ to text cells, a row per file, and what could not be read."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tsi_warehouse.errors import TsiError

from . import problems
from .cells import CellTable, joined
from .context import Place, Title
from .grid import MAX_TEXT_BYTES, Grid
from .shapes import read_sheet
from .text import read_text
from .words import Kind, Vocabulary
from .workbook import read_workbook

EXPORTS = "exports"
_TOLD_HIDDEN = 10
_IGNORED_NAMES = {"thumbs.db", "desktop.ini", "simulated", "truth.csv"}
_IGNORED_ENDINGS = (".pdf", ".docx", ".md")
_WORKBOOK_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")

FILE_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("sha256", pa.string()),
        ("size_bytes", pa.int64()),
        ("shape", pa.string()),
        ("encoding", pa.string()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("message_en", pa.string()),
        ("message_zh", pa.string()),
        ("cell_count", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Landed:
    """What lies in raw/.

    cells : one row per data cell, columns of cells.CELL_COLUMNS, texts as printed
    files : one row per file, columns of FILE_SCHEMA; status 'read', 'ignored' or 'rejected'
    problems : the error of each rejected file, in the order of `files`
    """

    cells: pa.Table
    files: pa.Table
    problems: list[TsiError]


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

    def refuse(self, error: TsiError) -> None:
        self.status, self.reason = "rejected", error.code
        self.message_en, self.message_zh = error.en, error.zh


def land(
    raw: Path, region_names: frozenset[str], data_years: Mapping[str, int] | None = None
) -> Landed:
    """Read every file under `raw` except raw/exports/, in the order of their relative paths.

    Parameters
    ----------
    raw : a study's raw folder; one that is absent holds no files
    region_names : names of regions that the seeds know; hints for finding the region column only
    data_years : the data's year of a file that does not say it itself, by source_file
    """
    with _no_collection():
        return _land(raw, Vocabulary(region_names), data_years or {})


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for cycles: millions of rows hold none, and looking took a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _land(raw: Path, vocabulary: Vocabulary, data_years: Mapping[str, int]) -> Landed:
    tables: list[pa.Table] = []
    rows: list[_File] = []
    found: list[TsiError] = []
    for source_file in list_files(raw, skip=EXPORTS):
        row = _File(source_file)
        rows.append(row)
        if is_ignored(source_file):
            row.status, row.reason = "ignored", problems.IGNORED
            row.message_en, row.message_zh = "ignored by its name", "按文件名忽略"
        try:
            data = read_bytes(raw / source_file, source_file, row.status == "ignored")
            row.sha256, row.size_bytes = hashlib.sha256(data).hexdigest(), len(data)
            if row.status == "read":
                cells = _read_file(data, row, vocabulary, data_years.get(source_file))
                row.cell_count = len(cells)
                tables.append(cells.table())
        except TsiError as error:
            if row.status == "read":
                found.append(error)
                row.refuse(error)
    return Landed(
        joined(tables), pa.Table.from_pylist([vars(row) for row in rows], FILE_SCHEMA), found
    )


def list_files(folder: Path, skip: str = "") -> list[str]:
    """The files below a folder, as sorted posix paths, without hidden folders and a top `skip`."""

    def walk() -> Iterator[str]:
        for here, folders, files in os.walk(folder):
            at_top = Path(here) == folder
            folders[:] = [
                name
                for name in folders
                if not name.startswith(".") and not (at_top and name == skip)
            ]
            for name in files:
                yield (Path(here) / name).relative_to(folder).as_posix()

    return sorted(walk())


def is_ignored(source_file: str) -> bool:
    """Whether a file is no table by its name: lock, system, document and readme files."""
    name = source_file.rpartition("/")[2].lower()
    return (
        name.startswith(("~$", ".", "readme"))
        or name in _IGNORED_NAMES
        or name.endswith(_IGNORED_ENDINGS)
    )


def read_bytes(path: Path, source_file: str, tolerant: bool = False) -> bytes:
    """A file's bytes.

    Raises
    ------
    TsiError : it cannot be opened (LAND-01), is too large (LAND-08) or vanished (LAND-13)
    """
    try:
        size = path.stat().st_size
        if size > MAX_TEXT_BYTES and not tolerant:
            limit = MAX_TEXT_BYTES // 2**20
            raise problems.too_large(source_file, f"larger than {limit} MiB", f"大于 {limit} MiB")
        return path.read_bytes()
    except FileNotFoundError:
        raise problems.changed_while_read(source_file) from None
    except OSError as error:
        raise problems.cannot_open(source_file, error.strerror or type(error).__name__) from None


def _read_file(data: bytes, row: _File, vocabulary: Vocabulary, data_year: int | None) -> CellTable:
    """The cells of one file; fills in what kind of file it is.

    Raises
    ------
    TsiError : the file cannot be read, or a sheet with numbers is no table
    """
    if not data.strip(b"\0 \t\r\n"):
        raise problems.empty(row.source_file)
    if data.startswith(_WORKBOOK_STARTS):
        sheets = read_workbook(data, row.source_file)
        row.encoding = "xlsx" if data.startswith(b"PK") else "xls"
        grids, hidden = sheets.grids, sheets.hidden
    else:
        grid, row.encoding = read_text(data, row.source_file, vocabulary)
        grids, hidden = [grid], []
    return _read_grids(grids, hidden, row, vocabulary, data_year)


def _read_grids(
    grids: list[Grid],
    hidden: list[str],
    row: _File,
    vocabulary: Vocabulary,
    data_year: int | None,
) -> CellTable:
    cells = CellTable()
    shapes: dict[str, None] = {}
    title = Title()
    passed_over: list[str] = []
    renamed: dict[str, None] = {}
    for grid in grids:
        if len(grids) > 1 and not _holds_numbers(grid, vocabulary):
            passed_over.append(grid.sheet)
            continue
        place = Place(row.source_file, grid.sheet, data_year)
        read = read_sheet(grid, place, vocabulary, title, cells)
        title = read.title
        renamed.update(dict.fromkeys(read.renamed))
        shapes.update(dict.fromkeys(read.shapes))
    if not shapes:
        raise problems.unrecognised(row.source_file, "no sheet holds numbers", "没有含数字的工作表")
    row.shape = "+".join(shapes)
    said_en, said_zh = [], []
    if hidden:
        said_en.append(f"hidden sheets not read: {', '.join(hidden)}")
        said_zh.append(f"未读取隐藏的工作表：{'、'.join(hidden)}")
    if passed_over:
        said_en.append(f"sheets without numbers: {', '.join(passed_over)}")
        said_zh.append(f"不含数字的工作表：{'、'.join(passed_over)}")
    if renamed:
        said_en.append(f"columns that name or number the regions, not read: {', '.join(renamed)}")
        said_zh.append(f"未读取仅重复或编号地区的列：{'、'.join(renamed)}")
    for grid in grids:
        if grid.hidden:
            listed = grid.hidden[:_TOLD_HIDDEN]
            more = "" if len(listed) == len(grid.hidden) else ", …"
            said_en.append(f"read although hidden on {grid.sheet}: {', '.join(listed)}{more}")
            said_zh.append(f"{grid.sheet} 中隐藏的行列也已读取：{'、'.join(listed)}{more}")
    row.message_en, row.message_zh = "; ".join(said_en), "；".join(said_zh)
    return cells


def _holds_numbers(grid: Grid, vocabulary: Vocabulary) -> bool:
    """Whether a sheet has a number right of its first column: a cover or index sheet has none."""
    return any(
        column > 0 and vocabulary.kind(text) is Kind.NUMBER
        for texts in grid.rows
        for column, text in enumerate(texts)
    )
