"""Workbooks of Excel 97 to 2003 (.xls) to grids of text, by xlrd.

Others that read them hide number formats (45.3% as 0.453) and error cells.
"""

from __future__ import annotations

import io

from .formats import format_of, number_text
from .grid import MAX_SHEETS, Grid, Merge, Sheets, check_size, column_letters, unmerged
from .problems import Problem, damaged, too_large


def read_xls(data: bytes, file: str) -> Sheets:
    """The visible sheets of a workbook."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except MemoryError:
        raise
    except Exception as error:
        # Damage shows as any exception at all.
        if "encrypted" in str(error).lower():
            raise Problem("LAND-03", file=file) from None
        raise damaged(file, f"{type(error).__name__}: {error}") from None
    if book.nsheets > MAX_SHEETS:
        raise too_large(file, "many_sheets", limit=MAX_SHEETS)
    codes = [book.format_map[style.format_key].format_str for style in book.xf_list]
    grids: list[Grid] = []
    hidden = []
    cells = 0
    for sheet in book.sheets():
        if sheet.visibility:
            hidden.append(sheet.name)
            continue
        grid = _read_sheet(sheet, codes, bool(book.datemode))
        cells += sum(map(len, grid.rows))
        check_size(file, len(grid.rows), 0, cells)
        grids.append(grid)
    return Sheets(grids, hidden)


def _read_sheet(sheet, codes: list[str], epoch_1904: bool) -> Grid:  # type: ignore[no-untyped-def]
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER
    from xlrd.biffh import error_text_from_code

    rows: list[list[str]] = []
    for row in range(sheet.nrows):
        texts = []
        for column, (kind, value) in enumerate(
            zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        ):
            if kind in (XL_CELL_NUMBER, XL_CELL_DATE):
                code = codes[sheet.cell_xf_index(row, column)]
                texts.append(number_text(repr(value), format_of(code), epoch_1904))
            elif kind == XL_CELL_BOOLEAN:
                texts.append("TRUE" if value else "FALSE")
            elif kind == XL_CELL_ERROR:
                texts.append(error_text_from_code.get(value, "#ERROR"))
            else:
                texts.append(value)
        rows.append(texts)
    merges = [
        Merge(top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells
    ]
    hidden = [
        *(column_letters(column) for column, info in sorted(sheet.colinfo_map.items())
          if info.hidden and column < sheet.ncols),
        *(str(row + 1) for row, info in sorted(sheet.rowinfo_map.items())
          if info.hidden and row < sheet.nrows),
    ]  # fmt: skip
    return unmerged(Grid(sheet.name, rows, merges, hidden=hidden))
