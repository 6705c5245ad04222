"""Workbooks in Office Open XML (.xlsx, .xlsm) to grids of text.

Rows and cells are found by openpyxl's parser of a sheet. Its `load_workbook` is not used: it refuses
whole files for a font or fill that it does not know, drops the values below a merged range, and takes
a formula without a value for a blank cell (docs/decisions/0805).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, fromstring, iterparse

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet import _reader as openpyxl_reader

from .formats import NO_VALUE, PLAIN, Format, format_of, number_text
from .grid import (
    MAX_SHEETS,
    MAX_UNPACKED_BYTES,
    Grid,
    Merge,
    Sheets,
    check_size,
    column_letters,
    unmerged,
)
from .problems import Problem, say, too_large

_FEW = 1000
_NO_STRING = "\udfff"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?Z?$")
# Built-in formats of Chinese, Japanese and Korean Excel; all of them are dates.
_EASTERN_DATES = dict.fromkeys([*range(27, 37), *range(50, 59)], "yyyy-mm-dd")
_CODES = {**BUILTIN_FORMATS, **_EASTERN_DATES}


class Archive(zipfile.ZipFile):
    """The parts of a workbook by name, whatever the case and slashes in which the archive has them."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._names = {_folded(name): name for name in reversed(self.namelist())}

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _folded(name) in self._names

    def part(self, name: str) -> IO[bytes]:
        """A part as a stream, in the transitional namespace; KeyError where there is none.

        zipfile never unpacks more of a part than the archive's directory says.
        """
        own = name if name in self.NameToInfo else self._names[_folded(name)]
        with self.open(own) as stream:
            strict = _STRICT in stream.read(4096)
        if strict:
            return io.BytesIO(self.read(own).replace(_STRICT, _TRANSITIONAL))
        return self.open(own)

    def root(self, name: str) -> Element:
        """The root of a part that is small in every workbook."""
        with self.part(name) as stream:
            return fromstring(stream.read())


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def read_xlsx(archive: Archive, file: str) -> Sheets:
    """The visible sheets of a workbook."""
    if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 2**20
        raise too_large(file, "unpacks", limit=limit)
    workbook = archive.root("xl/workbook.xml")
    parts = _related_parts(archive)
    sheets = list(workbook.iterfind(".//{*}sheets/{*}sheet"))
    if len(sheets) > MAX_SHEETS:
        raise too_large(file, "many_sheets", limit=MAX_SHEETS)
    properties = workbook.find("{*}workbookPr")
    epoch_1904 = properties is not None and _is_true(properties.get("date1904"))
    strings = _shared_strings(archive, _part_of(parts, "sharedStrings"))
    formats = _formats(archive, _part_of(parts, "styles"))
    grids: list[Grid] = []
    hidden: list[str] = []
    cells = 0
    for sheet in sheets:
        name = sheet.get("name", "")
        kind, part = parts[_relation(sheet)]
        if sheet.get("state", "visible") != "visible":
            hidden.append(name)
        elif kind == "worksheet":
            with archive.part(part) as stream:
                grid = _read_sheet(_Cells(stream, strings, formats, epoch_1904), name, file, cells)
            cells += sum(map(len, grid.rows))
            grids.append(grid)
    return Sheets(grids, hidden)


def _related_parts(archive: Archive) -> dict[str, tuple[str, str]]:
    """Kind and name of the parts of a workbook, by relation id."""
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("xl", relation.get("Target", "").replace("\\", "/"))),
        )
        for relation in archive.root("xl/_rels/workbook.xml.rels")
    }


def _part_of(parts: dict[str, tuple[str, str]], kind: str) -> str:
    """The part of a kind; its usual name where the workbook does not say it."""
    return next((part for found, part in parts.values() if found == kind), f"xl/{kind}.xml")


def _relation(sheet: Element) -> str:
    return next((value for key, value in sheet.items() if key.endswith("}id")), "")


def _is_true(attribute: str | None) -> bool:
    return attribute in ("1", "true")


def _shared_strings(archive: Archive, part: str) -> list[str]:
    if not archive.has(part):
        return []
    strings = []
    with archive.part(part) as stream:
        for _, element in iterparse(stream):
            if element.tag.endswith("}si"):
                strings.append(_string(element))
                element.clear()
    return strings


def _string(element: Element) -> str:
    """The text of a string item: its runs joined, without phonetic hints."""
    runs = (run for child in element for run in _text_elements(child))
    return _unescaped("".join(run.text or "" for run in runs))


def _text_elements(child: Element) -> Iterator[Element]:
    if child.tag.endswith("}t"):
        yield child
    elif child.tag.endswith("}r"):
        yield from child.iterfind("{*}t")


def _unescaped(text: str) -> str:
    """Text with _x000D_ and the like as characters; one that is half of a character stays half of one."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _formats(archive: Archive, part: str) -> list[Format]:
    """The number format of each cell style; nothing else of a style sheet is looked at."""
    if not archive.has(part):
        return []
    root = archive.root(part)
    codes = {
        **_CODES,
        **{
            int(element.get("numFmtId", "0")): element.get("formatCode", "")
            for element in root.iterfind("{*}numFmts/{*}numFmt")
        },
    }
    return [
        format_of(codes.get(int(style.get("numFmtId", "0")), ""))
        for style in root.iterfind("{*}cellXfs/{*}xf")
    ]


class _Strings(list[str]):
    """Shared strings; one that is not there is a sign that no text holds."""

    def __getitem__(self, index: Any) -> Any:
        """The string, or _NO_STRING."""
        return super().__getitem__(index) if 0 <= index < len(self) else _NO_STRING


class _Cells(openpyxl_reader.WorkSheetParser):  # type: ignore[misc]
    """openpyxl's parser of a sheet; its cells are texts as shown, and notes."""

    def __init__(
        self, source: IO[bytes], strings: list[str], formats: list[Format], epoch_1904: bool
    ) -> None:
        super().__init__(source, _Strings(strings), data_only=True)
        self.formats = formats
        self.epoch_1904 = epoch_1904
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[str] = []

    def cells(self) -> Iterator[tuple[int, int, str, str]]:
        """Row and column from 0, text and note of each cell that has either, in the file's order."""
        for _, element in iterparse(self.source):
            if element.tag == openpyxl_reader.ROW_TAG:
                number, found = self.parse_row(element)
                if _is_true(element.get("hidden")):
                    self.hidden_rows.add(number - 1)
                for cell in found:
                    if cell["value"] or cell["note"]:
                        yield cell["row"] - 1, cell["column"] - 1, cell["value"], cell["note"]
                # Facts of rows that nobody asks for would keep a long sheet in memory.
                self.row_dimensions.clear()
            elif element.tag == openpyxl_reader.COL_TAG:
                self._hide_columns(element)
            elif element.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                self.merges.append(Merge(top - 1, left - 1, bottom - 1, right - 1))
            else:
                continue
            element.clear()

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Place, text and note of a cell."""
        kind = element.get("t", "n")
        inline = element.find(openpyxl_reader.INLINE_STRING)
        if kind != "s":
            # The library would make numbers, dates and fonts of them, and refuse what is none.
            element.set("t", "str")
        cell: dict[str, Any] = super().parse_cell(element)
        value = cell["value"]
        formula = element.find(openpyxl_reader.FORMULA_TAG) is not None
        cell["note"] = NO_VALUE if formula and value is None and kind != "str" else ""
        if kind == "inlineStr" and inline is not None:
            value = _string(inline)
        elif value and kind == "n":
            style = int(cell["style_id"])
            value = number_text(
                value, self.formats[style] if style < len(self.formats) else PLAIN, self.epoch_1904
            )
        elif value and kind == "b":
            value = "TRUE" if _is_true(value.strip()) else "FALSE"
        elif value and kind == "d":
            value = _MIDNIGHT.sub("", value)
        elif value and kind != "s":
            value = _unescaped(value)
        cell["value"] = value or ""
        return cell

    def _hide_columns(self, element: Element) -> None:
        if _is_true(element.get("hidden")):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            # Hidden up to the sheet's edge are the columns that nobody uses.
            last = last if last - first < _FEW else first - 1
            self.hidden_columns += map(column_letters, range(first - 1, last))


def _read_sheet(sheet: _Cells, name: str, file: str, cells_before: int) -> Grid:
    rows: dict[int, list[str]] = {}
    notes: dict[tuple[int, int], str] = {}
    cells = cells_before
    for row, column, text, note in sheet.cells():
        if not text.isascii():
            _refuse_no_text(text, file, f"{column_letters(column)}{row + 1} [{name}]")
        texts = rows.setdefault(row, [])
        cells += max(0, column + 1 - len(texts))
        check_size(file, row + 1, column + 1, cells)
        texts.extend([""] * (column + 1 - len(texts)))
        if texts[column] not in ("", text):
            place = f"{column_letters(column)}{row + 1}"
            raise ValueError(f"two cells at {place} of sheet {name}")
        texts[column] = text
        if note:
            notes[row, column] = note
    hidden = [*sheet.hidden_columns, *(str(row + 1) for row in sorted(sheet.hidden_rows & {*rows}))]
    height = max(rows, default=-1) + 1
    grid = Grid(name, [rows.get(row, ()) for row in range(height)], sheet.merges, notes, hidden)
    return unmerged(grid)


def _refuse_no_text(text: str, file: str, cell: str) -> None:
    """Refuse what no file can hold as text."""
    if text == _NO_STRING:
        raise Problem("LAND-26", file=file, cell=cell, found=say("no_text"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Problem("LAND-26", file=file, cell=cell, found=say("half_escape")) from None
