"""Rows of a query as CSV and Excel sheets: codes stay texts, numbers numbers, no text a formula."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tsi_warehouse.core.quoting import csv_cell, visible

#: Excel's limits: rows and columns of a sheet, the longest text of a cell, digits of a decimal number that a
#: double always keeps, and the whole numbers that it keeps.
ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
TEXT_LIMIT = 32_767
EXACT_DIGITS = 15
LARGEST_WHOLE = 2**53
#: Lines above the rows of a sheet that has no others: labels and names.
HEAD_LINES = 2


@dataclass(frozen=True)
class Result:
    """A query's result: column names, their Chinese labels ('' where none), and the rows."""

    names: Sequence[str]
    labels: Sequence[str]
    rows: Sequence[Sequence[Any]]


def column_labels(connection: Any) -> dict[str, str]:
    """Column -> the Chinese part of its comment, up to the first full stop or bracket."""
    rows = connection.execute(
        "select column_name, any_value(comment) from duckdb_columns()"
        " where schema_name in ('marts', 'results') and comment is not null group by column_name"
    ).fetchall()
    return {name: comment.split("。")[0].split("（")[0] for name, comment in rows}


def new_book(path: Path) -> Any:
    """A workbook in which no text becomes a formula, a link or a number; a context manager."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        # Its sheets, with their data, wait there until the book is closed.
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    return xlsxwriter.Workbook(str(path), options)


def write_csv(path: Path, result: Result, *, with_labels: bool = False) -> None:
    """UTF-8 with a byte-order mark, so that Excel reads its Chinese.

    Parameters
    ----------
    with_labels : head columns by Chinese label and name; otherwise by the bare name, for scripts
    """
    heads = zip(result.names, result.labels, strict=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                csv_cell(f"{label} {name}" if with_labels and label else name)
                for name, label in heads
            ]
        )
        writer.writerows([csv_cell(value) for value in row] for row in result.rows)


def add_sheet(book: Any, name: str, result: Result, lead: Sequence[str] = ()) -> None:
    """A sheet: Chinese header, column name beneath, both frozen, filters, codes as text.

    Parameters
    ----------
    lead : lines above the header, such as the question that the sheet answers
    """
    sheet = book.add_worksheet(name[:31])
    top = 0
    for line in lead:
        sheet.write_string(top, 0, visible(line)[:TEXT_LIMIT], book.add_format({"italic": True}))
        top += 1
    label = book.add_format({"bold": True, "top": 2})
    field = book.add_format({"font_color": "#666666", "bottom": 1})
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"}),
    }
    for column, (zh, en) in enumerate(zip(result.labels, result.names, strict=True)):
        sheet.write_string(top, column, visible(zh), label)
        sheet.write_string(top + 1, column, visible(en), field)
    first = top + HEAD_LINES
    room = ROW_LIMIT - first
    for line_no, row in enumerate(result.rows[:room], start=first):
        for column, value in enumerate(row):
            _write_cell(sheet, line_no, column, value, formats)
    sheet.freeze_panes(first, 0)
    if result.names:
        last = first + min(len(result.rows), room) - 1
        sheet.autofilter(top + 1, 0, max(last, first), len(result.names) - 1)
        _widths(sheet, result)


def _write_cell(sheet: Any, line: int, column: int, value: Any, formats: Mapping[str, Any]) -> None:
    match value:
        case None:
            return
        case str():  # Most cells are.
            sheet.write_string(line, column, visible(value)[:TEXT_LIMIT], formats["text"])
        case bool():
            sheet.write_boolean(line, column, value)
        case datetime() if _has_excel_date(value) and value.tzinfo is None:
            sheet.write_datetime(line, column, value, formats["time"])
        case date() if not isinstance(value, datetime) and _has_excel_date(value):
            sheet.write_datetime(line, column, value, formats["date"])
        case int() | float() | Decimal() if is_exact(value):
            sheet.write_number(line, column, float(value))
        case float() if math.isnan(value):
            sheet.write_string(line, column, "NaN", formats["text"])
        case _:
            sheet.write_string(line, column, visible(str(value))[:TEXT_LIMIT], formats["text"])


def _has_excel_date(value: date) -> bool:
    """Whether Excel knows the day: its calendar begins in 1900, and has a 29 February there that never was."""
    return (value.year, value.month) >= (1900, 3)


def is_exact(value: float | Decimal) -> bool:
    """Whether Excel, which has doubles only, keeps every digit of a number."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) <= LARGEST_WHOLE
    return value.is_finite() and len(value.normalize().as_tuple().digits) <= EXACT_DIGITS


def _widths(sheet: Any, result: Result) -> None:
    for column, name in enumerate(result.names):
        seen = [_width(str(row[column])) for row in result.rows[:200] if row[column] is not None]
        wanted = max([_width(name), _width(result.labels[column]), *seen])
        sheet.set_column(column, column, min(max(wanted + 2, 8), 48))


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text[:60])
