"""Workbooks to grids of text: .xlsx by one streaming pass over its XML, .xls in isolation.

The texts are those that a person sees (45.3%, #N/A), except that no digit is rounded away;
libraries hide error cells, number formats and formulas without a cached value.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zlib import error as ZlibError

from . import isolated, problems
from .grid import (
    MAX_CELLS,
    MAX_SHEETS,
    MAX_UNPACKED_BYTES,
    Grid,
    Merge,
    column_letters,
    unmerged,
)
from .text import check_size

_FEW = 1000
NO_VALUE = "formula without a value"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILTIN_PERCENT = {9, 10}
_BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_MASKED = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|\*.')
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+")


@dataclass(frozen=True)
class Sheets:
    """The visible sheets of a workbook, and the names of those that were hidden and not read."""

    grids: list[Grid]
    hidden: list[str]


@dataclass(frozen=True)
class _Format:
    percent: bool = False
    date: bool = False
    code: str = ""


_PLAIN = _Format()


def read_workbook(data: bytes, file: str) -> Sheets:
    """The sheets of a workbook of any kind.

    Raises
    ------
    TsiError : damaged (LAND-02), protected (LAND-03), no workbook (LAND-04), too large (LAND-08), a
        kind whose formats cannot be seen (LAND-25)
    """
    if not data.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise problems.encrypted(file)
        return _read_isolated(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise problems.encrypted(file)
            unpacked = sum(info.file_size for info in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                limit = MAX_UNPACKED_BYTES // 2**20
                raise problems.too_large(
                    file,
                    f"it unpacks to more than {limit} MiB",
                    f"解压后超过 {limit} MiB",
                )
            if "xl/workbook.xml" in names:
                return _read_xlsx(archive, file)
            for part, kind in (("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods")):
                if part in names:
                    raise problems.unseen_formats(file, kind)
            raise problems.unknown_binary(file, "a zip archive that is no workbook")
    except (
        zipfile.BadZipFile,
        ZlibError,
        ParseError,
        KeyError,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
        ValueError,
        OSError,
        RuntimeError,
    ) as error:
        raise problems.damaged(file, f"{type(error).__name__}: {error}"[:120]) from None


# --- xlsx


def _read_xlsx(archive: zipfile.ZipFile, file: str) -> Sheets:
    with _part(archive, "xl/workbook.xml") as part:
        workbook = list(_elements(part))
    sheets = [
        (element.get("name", ""), _attribute(element, "id"), element.get("state", "visible"))
        for element in workbook
        if _local(element) == "sheet"
    ]
    if len(sheets) > MAX_SHEETS:
        raise problems.too_large(
            file, f"more than {MAX_SHEETS} sheets", f"超过 {MAX_SHEETS} 张工作表"
        )
    epoch_1904 = any(
        _local(element) == "workbookPr" and element.get("date1904") in ("1", "true")
        for element in workbook
    )
    targets = _targets(archive)
    shared = _shared_strings(archive)
    formats = _formats(archive)
    grids = []
    cells = 0
    for name, relation, state in sheets:
        if state != "visible" or relation not in targets:
            continue
        with _part(archive, targets[relation]) as part:
            grid = _read_sheet(part, name, shared, formats, epoch_1904, file, cells)
        cells += sum(map(len, grid.rows))
        grids.append(grid)
    return Sheets(grids, [name for name, _, state in sheets if state != "visible"])


def _part(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A part of the archive; zipfile never unpacks more of it than its directory says."""
    return archive.open(name)


def _elements(part: IO[bytes]) -> Iterator[Element]:
    """The elements of a part as they end; a row or string once handed out is forgotten."""
    for _, element in iterparse(part):
        yield element
        if _local(element) in ("row", "si"):
            element.clear()


def _local(element: Element) -> str:
    return _without_namespace(element.tag)


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attribute(element: Element, local: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == local), "")


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Worksheets' part names by relation id; chart sheets and macro sheets are left out."""
    with _part(archive, "xl/_rels/workbook.xml.rels") as part:
        return {
            element.get("Id", ""): posixpath.normpath(
                posixpath.join("xl", element.get("Target", ""))
            ).lstrip("/")
            for element in _elements(part)
            if _local(element) == "Relationship" and element.get("Type", "").endswith("/worksheet")
        }


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with _part(archive, "xl/sharedStrings.xml") as part:
        return [_string(element) for element in _elements(part) if _local(element) == "si"]


def _string(element: Element) -> str:
    """The text of a string item: its runs joined, without phonetic hints."""
    texts = []
    for child in element:
        local = _local(child)
        if local == "t":
            texts.append(child.text or "")
        elif local == "r":
            texts += [run.text or "" for run in child if _local(run) == "t"]
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), "".join(texts))


def _formats(archive: zipfile.ZipFile) -> list[_Format]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    with _part(archive, "xl/styles.xml") as part:
        elements = list(_elements(part))
    codes = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "")
        for element in elements
        if _local(element) == "numFmt"
    }
    styles = next((element for element in elements if _local(element) == "cellXfs"), None)
    if styles is None:
        return []
    return [_format(int(style.get("numFmtId", "0")), codes) for style in styles]


def _format(number: int, codes: dict[int, str]) -> _Format:
    code = codes.get(number, "")
    if not code:
        return _Format(number in _BUILTIN_PERCENT, number in _BUILTIN_DATES)
    return _format_of(code)


def _read_sheet(
    part: IO[bytes],
    name: str,
    shared: list[str],
    formats: list[_Format],
    epoch_1904: bool,
    file: str,
    cells_before: int,
) -> Grid:
    rows: list[list[str]] = []
    notes: dict[tuple[int, int], str] = {}
    merges: list[Merge] = []
    hidden: list[str] = []
    row = -1
    cells = cells_before
    for element in _elements(part):
        local = _local(element)
        if local == "col" and _is_true(element.get("hidden")):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            # Hidden up to the sheet's edge are the columns that nobody uses.
            hidden += [
                column_letters(column - 1)
                for column in range(first, last + 1 if last - first < _FEW else first)
            ]
        if local == "mergeCell":
            match = _RANGE.fullmatch(element.get("ref", ""))
            if match:
                merges.append(
                    Merge(
                        int(match[2]) - 1, _column(match[1]), int(match[4]) - 1, _column(match[3])
                    )
                )
        if local != "row":
            continue
        row = int(element.get("r", row + 2)) - 1
        texts: list[str] = []
        column = -1
        for cell in element:
            if _local(cell) != "c":
                continue
            reference = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(reference[1]) if reference else column + 1
            text, note = _cell_text(cell, shared, formats, epoch_1904)
            if note:
                notes[row, column] = note
            if text or note:
                check_size(file, row + 1, column + 1, cells)
                texts.extend([""] * (column + 1 - len(texts)))
                texts[column] = text
        if texts and _is_true(element.get("hidden")):
            hidden.append(str(row + 1))
        if texts:
            cells += len(texts)
            check_size(file, row + 1, len(texts), cells)
            rows.extend([] for _ in range(row - len(rows)))
            rows[row:] = [texts]
    return unmerged(Grid(name, rows, merges, notes, hidden))


def _is_true(attribute: str | None) -> bool:
    return attribute in ("1", "true")


def _cell_text(
    cell: Element, shared: list[str], formats: list[_Format], epoch_1904: bool
) -> tuple[str, str]:
    """The text that a person sees in a cell, and what was noticed there."""
    kind = cell.get("t", "n")
    value: str | None = None
    formula = False
    for child in cell:
        local = _local(child)
        if local == "v":
            value = child.text or ""
        elif local == "f":
            formula = True
        elif local == "is":
            return _string(child), ""
    if not value:
        return "", NO_VALUE if formula and kind != "str" else ""
    if kind == "s":
        return shared[int(value)], ""
    if kind == "b":
        return ("TRUE" if value.strip() == "1" else "FALSE"), ""
    if kind != "n":
        return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value), ""
    style = int(cell.get("s", "0"))
    return number_text(value, formats[style] if style < len(formats) else _Format(), epoch_1904), ""


def number_text(value: str, style: _Format | None = None, epoch_1904: bool = False) -> str:
    """A number as text: 2011.0 is 2011, 0.453 with a percent format 45.3%, a date 2011-12-31.

    The shortest text that gives the same double back: 0.30000000000000004 stays, 1.10 becomes 1.1.
    """
    style = style or _PLAIN
    whole, _, fraction = value.partition(".")
    if (
        len(value) <= 15
        and value.isascii()
        and whole.isdecimal()
        and (not fraction or fraction.isdecimal())
        and not (style.date or style.percent)
    ):
        # Up to 15 digits are their own shortest text; this is nearly every cell of a yearbook.
        fraction = fraction.rstrip("0")
        return f"{whole}.{fraction}" if fraction else whole
    if not _NUMBER.fullmatch(value.strip()):
        return value
    number = Decimal(repr(float(value)))
    if not number.is_finite():
        return value
    if style.date and not style.percent:
        shown = _date_text(number, style.code, epoch_1904)
        if shown:
            return shown
    if style.percent:
        return _plain(number.scaleb(2)) + "%"
    return _plain(number)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _date_text(serial: Decimal, code: str, epoch_1904: bool) -> str:
    """A serial number as ISO date (or the year alone where the format shows only that)."""
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)
    if not 0 <= serial < 2_958_466:
        return ""
    moment = start + timedelta(days=float(serial))
    plain = _MASKED.sub("", code).lower()
    if "y" in plain and not re.search(r"[mdhs]", plain):
        return f"{moment.year}年" if "年" in code else str(moment.year)
    return _moment_text(moment)


def _moment_text(moment: datetime) -> str:
    if moment.time() == time(0):
        return moment.date().isoformat()
    return moment.isoformat(sep=" ", timespec="seconds")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


# --- xls


def _read_isolated(data: bytes, file: str) -> Sheets:
    said, *rest = isolated.ask(data)
    if said == "encrypted":
        raise problems.encrypted(file)
    if said == "missing":
        raise ImportError(rest[0])
    if said == "damaged":
        raise problems.damaged(file, rest[0][:120])
    if said == "too large":
        limit = MAX_SHEETS if rest[0] == "sheets" else MAX_CELLS
        what = "张工作表" if rest[0] == "sheets" else "个单元格"
        raise problems.too_large(file, f"more than {limit:,} {rest[0]}", f"超过 {limit:,} {what}")
    sheets, hidden, epoch_1904 = rest
    grids = []
    for name, rows, merges, hidden_rows, hidden_columns in sheets:
        texts = [[_value_text(value, epoch_1904) for value in row] for row in rows]
        lines = [*map(column_letters, hidden_columns), *(str(row + 1) for row in hidden_rows)]
        grids.append(unmerged(Grid(name, texts, [Merge(*merge) for merge in merges], hidden=lines)))
    return Sheets(grids, hidden)


def _value_text(value: str | float | tuple[float, str], epoch_1904: bool) -> str:
    """A value of an Excel 97 workbook as text, in its format."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        number, code = value
        return number_text(repr(number), _format_of(code), epoch_1904)
    return number_text(repr(value))


@lru_cache(maxsize=1024)
def _format_of(code: str) -> _Format:
    """What a format's code makes of a number."""
    plain = _MASKED.sub("", code.split(";")[0]).lower().replace("general", "")
    return _Format("%" in plain, bool(re.search(r"[ymdhs]", plain)), code)
