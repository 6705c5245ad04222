"""No cell is lost between a file's bytes and its grid, nor a number between the grid and what is landed.

The bytes are counted a second time by readers that are as simple as can be and share nothing with those of the
program: ElementTree for .xlsx and XML, calamine for .xls, regular expressions for pages, the csv module without any
detection for text.
"""

from __future__ import annotations

import csv
import email
import gzip
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from yearbooks import Problem
from yearbooks.grid import Grid
from yearbooks.land import read_file, read_sheets
from yearbooks.words import Vocabulary

from .corpus import CASES, REGIONS, Case
from .test_yearbook_files import BOOK, FORMULAS, HTML, PIPES, PREFIXED, SPREADSHEETML, page

PROJECT = Path(__file__).parents[3]
DECIMAL = re.compile(r"\d+\.\d*[1-9]")

Places = set[tuple[int, int]]


def filled(grid: Grid) -> Places:
    """Places of cells that hold something."""
    return {
        (row, column)
        for row, texts in enumerate(grid.rows)
        for column, text in enumerate(texts)
        if text.strip()
    }


def filled_in_xlsx(data: bytes) -> dict[str, Places]:
    """The same of each visible sheet, from the XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

        def tree(name: str) -> ElementTree.Element:
            return ElementTree.fromstring(archive.read(parts[name.lower()]))

        strings = []
        if "xl/sharedstrings.xml" in parts:
            for item in tree("xl/sharedStrings.xml"):
                phonetic = {text for hint in item.iterfind("{*}rPh") for text in hint.iter()}
                texts = (
                    text for text in item.iter() if text.tag.endswith("}t") and text not in phonetic
                )
                strings.append("".join(text.text or "" for text in texts))
        targets = {
            relation.get("Id"): posixpath.normpath(
                posixpath.join("xl", relation.get("Target", ""))
            ).lstrip("/")
            for relation in tree("xl/_rels/workbook.xml.rels")
        }
        found = {}
        for sheet in tree("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
            target = next(targets[value] for key, value in sheet.items() if key.endswith("}id"))
            if sheet.get("state", "visible") == "visible" and "worksheet" in target.lower():
                found[sheet.get("name", "")] = set(_filled_in_sheet(tree(target), strings))
        return found


def _filled_in_sheet(root: ElementTree.Element, strings: list[str]) -> Iterator[tuple[int, int]]:
    number = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        number = int(row.get("r", number + 1))
        column = 0
        for cell in row.iterfind("{*}c"):
            letters = re.match("[A-Z]*", cell.get("r", ""))
            column += 1
            if letters and letters[0]:
                column = 0
                for letter in letters[0]:
                    column = 26 * column + ord(letter) - 64
            value = cell.findtext("{*}v") or ""
            if cell.get("t") == "s" and value:
                value = strings[int(value)]
            value += "".join(text.text or "" for text in cell.iterfind("{*}is//{*}t"))
            if value.strip():
                yield number - 1, column - 1


def filled_in_xls(data: bytes) -> dict[str, Places]:
    """The same of a workbook of Excel 97; calamine does not see error cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        sheet.name: {
            (row, column)
            for row, values in enumerate(
                book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            )
            for column, value in enumerate(values)
            if str(value).strip()
        }
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible
    }


def filled_in_page(text: str) -> int:
    """How many cells of a page hold text, where each cell is closed and none holds a table."""
    cells = re.split(
        r"<t[dh]\b[^>]*>", re.sub(r"(?s)<!--.*?-->|<(script|style).*?</\1>", "", text)
    )[1:]
    ends = (re.split(r"</?(?:t[dhr]|table|tbody)\b", cell, maxsplit=1)[0] for cell in cells)
    return sum(bool(re.sub(r"<[^>]*>|&nbsp;|\s", "", cell)) for cell in ends)


def decoded(data: bytes) -> str:
    for encoding in (
        "utf-8-sig",
        "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030",
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    # UTF-16 without a byte-order mark.
    return data.decode("utf-16-le")


def filled_in_text(text: str, grid: Grid) -> int:
    """How many values of delimited text hold something, if its rows are as wide as the grid's."""
    counts = []
    for delimiter in ",\t;|":
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if max(map(len, rows), default=0) == max(map(len, grid.rows), default=0):
            # Excel's line that names the separator is none of the table's.
            values = (value for row in rows if row[:1] != ["sep="] for value in row)
            counts.append(sum(bool(value.strip()) for value in values))
    return max(counts, default=-1)


def counted(data: bytes, name: str) -> tuple[int, int] | None:
    """Cells with something in them: in the bytes and in the grids; None where the file is refused with a reason."""
    vocabulary = Vocabulary(REGIONS)
    try:
        sheets, encoding = read_sheets(data, name, vocabulary)
    except Problem:
        return None
    if encoding in ("xlsx", "xls"):
        apart = filled_in_xlsx(data) if encoding == "xlsx" else filled_in_xls(data)
        assert apart.keys() == {grid.sheet for grid in sheets.grids}
        for grid in sheets.grids:
            here, there = filled(grid), apart[grid.sheet]
            assert there <= here, sorted(there - here)[:5]
            for row, column in here - there:
                # The texts of merged ranges are repeated in each of their rows; calamine hides errors.
                merged = any(
                    merge.top <= row <= merge.bottom and merge.left <= column <= merge.right
                    for merge in grid.merges
                )
                assert merged or grid.text(row, column).startswith("#"), (grid.sheet, row, column)
        return sum(map(len, apart.values())), sum(map(len, apart.values()))
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    found = sum(len(filled(grid)) for grid in sheets.grids)
    if encoding == "mhtml":
        parts = [
            part
            for part in email.message_from_bytes(data).walk()
            if part.get_content_type() == "text/html"
        ]
        return sum(
            filled_in_page(decoded(bytes(part.get_payload(decode=True)))) for part in parts
        ), found
    text = decoded(data)
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4096]:
        root = ElementTree.fromstring(re.sub(r"<\?xml.*?\?>", "", text, count=1))
        values = ("".join(cell.itertext()) for cell in root.iter() if cell.tag.endswith("}Data"))
        return sum(bool(value.strip()) for value in values), found
    if text.lstrip().startswith("<"):
        spans = sum(
            bool(grid.text(row, column))
            for grid in sheets.grids
            for merge in grid.merges
            for row in range(merge.top + 1, merge.bottom + 1)
            if row < len(grid.rows)
            for column in [merge.left]
        )
        return filled_in_page(text) + spans, found
    return filled_in_text(text, sheets.grids[0]), found


def check(data: bytes, name: str, data_year: int | None = None) -> None:
    """Both counts agree, and every decimal number of a grid is landed where it is printed."""
    counts = counted(data, name)
    if counts is None:
        return
    there, here = counts
    assert there == here
    try:
        read = read_file(data, name, REGIONS, data_year)
    except Problem:
        return
    landed = {
        (cell["sheet"], cell["row_number"] - 1, cell["column_number"] - 1): cell["value_text"]
        for cell in read.cells.to_pylist()
    }
    sheets, _ = read_sheets(data, name, Vocabulary(REGIONS))
    for grid in sheets.grids:
        for row, texts in enumerate(grid.rows):
            for column, text in enumerate(texts):
                if DECIMAL.fullmatch(text):
                    assert landed.get((grid.sheet, row, column)) == text, (grid.sheet, row, column)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.claim)
def test_every_file_of_the_corpus_keeps_its_cells(case: Case) -> None:
    for name, data in case.files.items():
        check(data, name, case.data_years.get(name))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xls", HTML.encode("gb18030")),
        ("b.xls", SPREADSHEETML.replace("ENCODING", "UTF-8").encode()),
        ("c.xls", PREFIXED.replace("ENCODING", "UTF-16").encode("utf-16")),
        ("d.mht", page("8bit", "utf-8", HTML.encode())),
        ("e.csv", PIPES.encode()),
        ("f.csv.gz", gzip.compress(PIPES.encode())),
        ("g.xlsx", BOOK),
    ],
)  # fmt: skip
def test_what_sites_call_xls_keeps_its_cells(name: str, data: bytes) -> None:
    assert counted(data, name) is not None
    check(data, name)


def test_values_that_are_written_as_formulas_are_all_there() -> None:
    there, here = counted(FORMULAS.encode(), "a.csv") or (0, -1)

    assert there == here == FORMULAS.count('="')


def test_the_simulated_files_keep_their_cells() -> None:
    files = [
        path for path in sorted((PROJECT / "raw").rglob("*")) if path.suffix in (".csv", ".xlsx")
    ]
    for path in files:
        if "exports" not in path.parts:
            check(path.read_bytes(), path.name)
    assert len(files) > 20


@pytest.mark.parametrize("folder", ["real/china_yearbooks", "real/us_states/raw", "cases"])
def test_the_shared_files_keep_their_cells(shared: Path, folder: str) -> None:
    files = [path for path in sorted((shared / folder).rglob("*")) if path.is_file()]
    compared = 0
    for path in files:
        if path.stat().st_size < 2**21 and path.suffix not in (".md", ".py", ".out", ".sql"):
            try:
                compared += counted(path.read_bytes(), path.name) is not None
                check(path.read_bytes(), path.name)
            except AssertionError as error:
                raise AssertionError(f"{path}: {error}") from error
    assert compared > 10
