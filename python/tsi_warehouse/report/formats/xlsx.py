"""Tables as workbooks: numbers are numbers, their brackets and marks are number formats."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tsi_warehouse.core.quoting import visible
from tsi_warehouse.report.spreadsheet import new_book
from tsi_warehouse.report.table import BRACKETS, MINUS, Number, TableSpec, flat


def write(spec: TableSpec, path: Path) -> None:
    """Write one table as one sheet."""
    with new_book(path) as book:
        add_sheet(book, spec, "table")


def number_format(cell: Number) -> str:
    """The Excel format that shows `cell` as the other formats do."""
    opening, closing = BRACKETS[cell.form]
    if f"{rounded(cell.value, cell.decimals):f}" != cell.digits:
        # A bound, a power of ten, a tie that Excel rounds otherwise: as text; what the cell holds is the number.
        # Twice, since Excel puts a sign of its own before a negative number that has one format only.
        return f'"{cell.shown}";"{cell.shown}"'
    digits = "0." + "0" * cell.decimals if cell.decimals else "0"
    shown = f'"{opening}"{digits}"{closing}{cell.marks}"'
    negative = f'"{opening}{MINUS}"{digits}"{closing}{cell.marks}"'
    return f"{shown};{negative}"


def rounded(value: float, decimals: int) -> Decimal:
    """A number as Excel rounds what it shows: half away from zero, of its 15 digits."""
    return Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def add_sheet(book: Any, spec: TableSpec, name: str) -> None:
    """Lay the table out on a new sheet of `book`."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    title = book.add_format({"bold": True, "font_size": 12})
    sheet.write_string(0, 0, visible(spec.caption.zh), title)
    sheet.write_string(1, 0, visible(spec.caption.en), title)
    top = 3
    last_head = top + len(spec.heads) - 1
    for place, line in enumerate(spec.heads):
        rules = {"top": 2} if place == 0 else {}
        rules |= {"bottom": 1} if top + place == last_head else {}
        look = book.add_format({"align": "center", "text_wrap": True, "valign": "vcenter", **rules})
        left = book.add_format({"text_wrap": True, **rules})
        sheet.write_string(top + place, 0, visible(spec.stub.both) if place == 0 else "", left)
        column = 1
        for head in line:
            text = visible(head.text.both)
            if head.span > 1:
                sheet.merge_range(
                    top + place, column, top + place, column + head.span - 1, "", look
                )
            sheet.write_string(top + place, column, text, look)
            column += head.span
    line_no = last_head + 1
    for place, row in enumerate(spec.rows):
        rules = {"top": 1} if spec.foot and place == len(spec.body) else {}
        rules |= {"bottom": 2} if place == len(spec.rows) - 1 else {}
        sheet.write_string(line_no, 0, visible(row.stub.both), book.add_format(rules))
        for column, cell in enumerate(row.cells, start=1):
            if isinstance(cell, Number):
                look = {"num_format": number_format(cell), "align": "right", **rules}
                sheet.write_number(line_no, column, cell.value, book.add_format(look))
            else:
                look = {"align": "left", "valign": "top", "text_wrap": True, **rules}
                sheet.write_string(line_no, column, visible(flat(cell)), book.add_format(look))
        line_no += 1
    small = book.add_format({"font_size": 9, "font_color": "#555555"})
    for note in spec.notes:
        for text in note:
            sheet.write_string(line_no, 0, visible(text), small)
            line_no += 1
    texts = any(not isinstance(cell, Number | None) for row in spec.rows for cell in row.cells)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, spec.n_columns, 24 if texts else 14)
    sheet.freeze_panes(last_head + 1, 1)
