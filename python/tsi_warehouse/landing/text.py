"""Text files: their encoding and delimiter, found from the content, and the grid they hold."""

from __future__ import annotations

import codecs
import csv
import io
import re

from . import problems
from .grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, unmerged
from .html import is_html, read_html
from .words import Kind, Vocabulary

DELIMITERS = ",\t;"
# Excel's own way of naming the delimiter in a first line.
_TOLD_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE_CHARACTERS = 65_536
_SAMPLE_ROWS = 60
_INTERNED = 100_000
# A byte-order mark settles the encoding; the longer one is asked first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
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


def decode(data: bytes, file: str) -> tuple[str, str]:
    """A text file's text and encoding.

    Raises
    ------
    TsiError : binary (LAND-04), or in no accepted encoding (LAND-06)
    """
    encoding = encoding_of(data)
    if not encoding:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            if b"\0" in data[:4096]:
                raise problems.unknown_binary(file, "binary data") from None
            raise problems.undecodable(file, error.start) from None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-16") and not data.startswith(
            (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        ):
            raise problems.unknown_binary(file, "binary data") from None
        raise problems.undecodable(file, error.start) from None
    if looks_binary(text):
        raise problems.unknown_binary(file, "binary data")
    before, nul, _ = text.partition("\0")
    if nul:
        raise problems.nul_byte(file, before.count("\n") + 1)
    return text, encoding


def looks_binary(text: str) -> bool:
    """Whether control characters show that decoded bytes are no text."""
    sample = text[:_SAMPLE_CHARACTERS]
    strange = sum(ord(character) in _CONTROL or character == "\ufffe" for character in sample)
    return strange > 1 + len(sample) // 500


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
                kinds = map(vocabulary.kind, row)
                count += sum(kind not in (Kind.BLANK, Kind.TEXT, Kind.NOTE) for kind in kinds)
    except csv.Error:
        return count
    return count


def parse(text: str, delimiter: str, file: str) -> list[list[str]]:
    """The rows of delimited text; a blank line is a row without cells, so rows count as in Excel.

    Raises
    ------
    TsiError : a quotation mark without its partner (LAND-07), too many rows or columns (LAND-08)
    """
    try:
        return _rows(text, delimiter, file, strict=True)
    except csv.Error as error:
        if "unexpected end of data" in str(error) or "field larger" in str(error):
            row = _row_of_open_quote(text, delimiter)
            raise problems.bad_quotes(file, row) from None
    try:
        # Text after a closing quotation mark ("a" b) is sloppy, but loses nothing.
        return _rows(text, delimiter, file, strict=False)
    except csv.Error:
        raise problems.bad_quotes(file, _row_of_open_quote(text, delimiter)) from None


def _rows(text: str, delimiter: str, file: str, *, strict: bool) -> list[list[str]]:
    known: dict[str, str] = {}
    rows: list[list[str]] = []
    cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        cells += len(row)
        if len(row) > MAX_COLUMNS or cells > MAX_CELLS or len(rows) >= MAX_ROWS:
            check_size(file, len(rows) + 1, len(row), cells)
        # A million rows repeat few texts: keeping one object of each halves the memory.
        find = known.setdefault if len(known) < _INTERNED else known.get
        rows.append(list(map(find, row, row)))
    return rows


def _row_of_open_quote(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, _ in enumerate(reader, start=1):  # noqa: B007
            pass
    except csv.Error:
        return row + 1
    return row


def check_size(file: str, rows: int, columns: int, cells: int) -> None:
    """Refuse what no yearbook table has.

    Raises
    ------
    TsiError : too many rows, columns or cells (LAND-08)
    """
    for found, limit, en, zh in (
        (rows, MAX_ROWS, "rows", "行"),
        (columns, MAX_COLUMNS, "columns", "列"),
        (cells, MAX_CELLS, "cells", "个单元格"),
    ):
        if found > limit:
            raise problems.too_large(
                file, f"more than {limit:,} {en} in a sheet", f"一张表超过 {limit:,} {zh}"
            )


def read_text(data: bytes, file: str, vocabulary: Vocabulary) -> tuple[Grid, str]:
    """The grid of a text file or of a web page's tables, and its encoding."""
    text, encoding = decode(data, file)
    text = text.removeprefix("\ufeff")
    if is_html(text):
        grid = read_html(text)
        check_size(
            file, len(grid.rows), max(map(len, grid.rows), default=0), sum(map(len, grid.rows))
        )
        return unmerged(grid), encoding
    told = _TOLD_DELIMITER.match(text)
    delimiter = told[1] if told else delimiter_of(text, vocabulary)
    rows = parse(text, delimiter, file)
    if told:
        rows[0] = []
    return Grid("", rows), encoding
