"""Text files: their encoding and delimiter, found from the content, and the grid they hold."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import replace

from .grid import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT_BYTES,
    Grid,
    Sheets,
    check_size,
    unmerged,
)
from .problems import Problem
from .words import Kind, Vocabulary

DELIMITERS = ",\t;|"
# Excel's own way of naming the delimiter in a first line.
_STATED_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE_CHARACTERS = 65_536
_SAMPLE_ROWS = 60
_INTERNED = 100_000
# A byte-order mark settles the encoding; the longer one is asked first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A value written as a formula: ="001".
_AS_FORMULA = re.compile(r'="((?:[^"]|"")*)"\s*')
_FORMULA = re.compile(r'(?:^|[,;\t|])="', re.MULTILINE)
# A cell of a note may be longer than the 131,072 characters that csv allows by itself.
csv.field_size_limit(MAX_TEXT_BYTES)
_PROGRAMS = (
    (
        "Stata",
        re.compile(rb"<stata_dta>|[qrsnop][\x01\x02]\x01\x00"),
        "export delimited using table.csv",
    ),
    (
        "SPSS",
        re.compile(rb"\$FL[23]"),
        "SAVE TRANSLATE OUTFILE='table.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS",
    ),
    ("R", re.compile(rb"RD[XA][23]\n"), 'write.csv(table, "table.csv", row.names = FALSE)'),
)
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\r\f\x0b\x1a")


def encoding_of(data: bytes) -> str:
    """The encoding of text by its byte-order mark, else by what decodes without an error.

    Returns one of utf-8-sig, utf-16, utf-16-le, utf-16-be, utf-8, gb18030, or '' if none fits.
    `data` may be the beginning of a file; a character cut at its end is no error.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    # Digits, commas and line ends in UTF-16 are half NUL; a stray NUL in other text is none of them.
    if 40 * (even + odd) > len(data[:4096]):
        return "utf-16-le" if odd > even else "utf-16-be"
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(data)
        except UnicodeDecodeError:
            continue
        return encoding
    return ""


def refuse_data_of_programs(data: bytes, file: str) -> None:
    """Data files of Stata, SPSS and R are none of text, and each program writes one."""
    for program, pattern, command in _PROGRAMS:
        if pattern.match(data):
            raise Problem("LAND-04 program", file=file, program=program, command=command)


def decode(data: bytes, file: str) -> tuple[str, str]:
    """A text file's text and encoding."""
    refuse_data_of_programs(data, file)
    encoding = encoding_of(data)
    if not encoding:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            if b"\0" in data[:4096]:
                raise Problem("LAND-04", file=file, found="binary data") from None
            raise Problem("LAND-06", file=file, offset=error.start) from None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-16") and not data.startswith(
            (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        ):
            raise Problem("LAND-04", file=file, found="binary data") from None
        raise Problem("LAND-06", file=file, offset=error.start) from None
    if looks_binary(text):
        raise Problem("LAND-04", file=file, found="binary data")
    before, nul, _ = text.partition("\0")
    if nul:
        raise Problem("LAND-24", file=file, row=before.count("\n") + 1)
    return text, encoding


def looks_binary(text: str) -> bool:
    """Whether control characters show that decoded bytes are no text."""
    sample = text[:_SAMPLE_CHARACTERS]
    strange = sum(ord(character) in _CONTROL or character == "\ufffe" for character in sample)
    return strange > 1 + len(sample) // 500


def calls_for_a_grid(start: bytes) -> bool:
    """Whether the beginning of a file shows a page, an XML spreadsheet, or values written as formulas."""
    from .html import is_mhtml

    encoding = encoding_of(start)
    if not encoding:
        return False
    text = start.decode(encoding, errors="replace").removeprefix("\ufeff")
    return text.lstrip()[:1] == "<" or is_mhtml(text[:4096].encode()) or bool(_FORMULA.search(text))


def delimiter_of(text: str, vocabulary: Vocabulary) -> str:
    """The delimiter under which most cells are years, regions, numbers or heads.

    Counting the delimiters themselves fails on thousands separators and on titles with commas.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    return max(DELIMITERS, key=lambda delimiter: _recognised(sample, delimiter, vocabulary))


def _recognised(sample: str, delimiter: str, vocabulary: Vocabulary) -> int:
    count = 0
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row, _ in zip(reader, range(_SAMPLE_ROWS), strict=False):
            if len(row) > 1:
                kinds = (vocabulary.kind(_value_of(cell)) for cell in row)
                count += sum(kind not in (Kind.BLANK, Kind.TEXT, Kind.NOTE) for kind in kinds)
    except csv.Error:
        return count
    return count


def parse(text: str, delimiter: str, file: str) -> list[list[str]]:
    """The rows of delimited text; a blank line is a row without cells, so rows count as in Excel.

    A value that was written as a formula (="001", so that Excel keeps its zeros) is that text.
    """
    rows = _parsed(text, delimiter, file)
    if '="' not in text:
        return rows
    if any(
        cell.startswith('="') and not _AS_FORMULA.fullmatch(cell) for row in rows for cell in row
    ):
        # A separator inside such a value has cut it in two.
        opened = re.compile(rf"((?:^|{re.escape(delimiter)})=)(?=\")", re.MULTILINE)
        rows = _parsed(opened.sub(lambda found: found[1][:-1], text), delimiter, file)
    return [list(map(_value_of, row)) for row in rows]


def _value_of(cell: str) -> str:
    if not cell.startswith('="'):
        return cell
    found = _AS_FORMULA.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell


def _parsed(text: str, delimiter: str, file: str) -> list[list[str]]:
    sloppy = False
    try:
        rows, tall = _rows(text, delimiter, file, strict=True)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            row = _row_of_open_quote(text, delimiter)
            raise Problem("LAND-07", file=file, row=row) from None
        sloppy = True
        try:
            # Text after a closing quotation mark ("a" b) loses nothing. The line end shows a mark that never closes.
            rows, _ = _rows(text.rstrip("\r\n") + "\n", delimiter, file, strict=False)
            tall = [
                number for number, row in enumerate(rows, 1) if any("\n" in value for value in row)
            ]
        except csv.Error:
            raise Problem("LAND-07", file=file, row=_row_of_open_quote(text, delimiter)) from None
    widths = Counter(len(row) for row in rows if len(row) > 1)
    usual = widths.most_common(1)[0][0] if widths else 1
    if number := _swallowed(rows, tall, delimiter, 1 if sloppy else max(2, usual - 1)):
        raise Problem("LAND-07", file=file, row=number)
    if usual == 2 and (number := _swallowed_pair(rows, tall, delimiter)):
        raise Problem("LAND-07", file=file, row=number)
    return rows


def _swallowed_pair(rows: list[list[str]], tall: list[int], delimiter: str) -> int:
    """As `_swallowed`, of a table of two columns: a head may hold a comma, but not a name and a number."""
    for number in tall:
        for line in "\n".join(rows[number - 1]).splitlines():
            name, _, value = line.partition(delimiter)
            if name.strip() and _is_plain(value):
                return number
    return 0


def _is_plain(text: str) -> bool:
    return text.strip().lstrip("+-").replace(".", "", 1).isdecimal()


def _swallowed(rows: list[list[str]], tall: list[int], delimiter: str, separators: int) -> int:
    """The number of the first row with a value that holds whole rows of the table, or 0.

    A stray quotation mark makes one value of all that follows it up to the next.

    Parameters
    ----------
    tall : numbers of the rows that reach over several lines
    separators : how many of them a line of such a value needs to be a row
    """
    for number in tall:
        values = (value for value in rows[number - 1] if "\n" in value or "\r" in value)
        if any(
            line.count(delimiter) >= separators for value in values for line in value.splitlines()
        ):
            return number
    return 0


def _rows(
    text: str, delimiter: str, file: str, *, strict: bool
) -> tuple[list[list[str]], list[int]]:
    """The rows, and the numbers of those that reach over several lines."""
    known: dict[str, str] = {}
    rows: list[list[str]] = []
    tall: list[int] = []
    cells = line = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    for row in reader:
        cells += len(row)
        if len(row) > MAX_COLUMNS or cells > MAX_CELLS or len(rows) >= MAX_ROWS:
            check_size(file, len(rows) + 1, len(row), cells)
        # A million rows repeat few texts: keeping one object of each halves the memory.
        find = known.setdefault if len(known) < _INTERNED else known.get
        rows.append(list(map(find, row, row)))
        if reader.line_num > line + 1:
            tall.append(len(rows))
        line = reader.line_num
    return rows, tall


def _row_of_open_quote(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, _ in enumerate(reader, start=1):  # noqa: B007
            pass
    except csv.Error:
        return row + 1
    return row


def read_text(data: bytes, file: str, vocabulary: Vocabulary) -> tuple[Sheets, str]:
    """The grids of a text file, a web page or an XML spreadsheet, and its encoding."""
    # Only the process that reads takes along what reading needs.
    from .html import is_html, is_mhtml, read_html, root_name
    from .spreadsheetml import is_spreadsheetml, read_spreadsheetml

    if is_mhtml(data):
        return _read_mhtml(data, file), "mhtml"
    text, encoding = decode(data, file)
    text = text.removeprefix("\ufeff")
    if encoding.startswith("utf-16") and is_mhtml(text[:4096].encode()):
        return _read_mhtml(text.encode(), file), "mhtml"
    if text.lstrip()[:1] == "<":
        root = root_name(text)
        if root.rpartition(":")[2] == "workbook" and is_spreadsheetml(text):
            return read_spreadsheetml(text, file), encoding
        if is_html(text, root):
            return Sheets([_checked(read_html(text, file), file)]), encoding
        if text.lstrip().startswith("<?xml"):
            raise Problem("LAND-04", file=file, found=f"an XML document of the kind <{root}>")
    stated = _STATED_DELIMITER.match(text)
    delimiter = stated[1] if stated else delimiter_of(text, vocabulary)
    rows = parse(text, delimiter, file)
    if stated:
        rows[0] = []
    return Sheets([Grid("", rows)]), encoding


def _read_mhtml(data: bytes, file: str) -> Sheets:
    """The pages that hold a table, each as a sheet."""
    from .html import mhtml_pages, read_html

    pages = [(name, decode(page, file)[0]) for name, page in mhtml_pages(data) if page.strip()]
    grids = [_checked(read_html(text, file, name), file) for name, text in pages]
    grids = [grid for grid in grids if grid.rows] or grids[:1] or [Grid("", [])]
    if len(grids) == 1:
        return Sheets([replace(grids[0], sheet="")])
    return Sheets(grids)


def _checked(grid: Grid, file: str) -> Grid:
    check_size(file, len(grid.rows), max(map(len, grid.rows), default=0), sum(map(len, grid.rows)))
    if any('="' in cell for row in grid.rows for cell in row):
        grid = replace(grid, rows=[list(map(_value_of, row)) for row in grid.rows])
    return unmerged(grid)
