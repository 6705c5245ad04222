"""Reads .xls, .xlsb and .ods in a process of its own, which a damaged file may crash or hang.

Run as a script by isolated.py with the largest number of cells and sheets as arguments; it imports
nothing of this package, so that it starts at once. Requests and replies on stdin and stdout are
eight bytes of length and then the body: a workbook's bytes in, a marshalled reply out.
"""

from __future__ import annotations

import io
import marshal
import sys
from datetime import date, datetime, time
from typing import Any

_MEMORY = 2 * 2**30
_OLE = b"\xd0\xcf\x11\xe0"

# A sheet is its name, its rows of values and its merged ranges (top, left, bottom, right). A value
# is a text, a number, or a number with the code of its format.
Value = str | int | float | tuple[float, str]
Sheet = tuple[str, list[list[Value]], list[tuple[int, int, int, int]]]


class TooLargeError(Exception):
    """More sheets or cells than allowed; its argument says which."""


def limit_memory() -> None:
    """Let a corrupt length end this process instead of the machine's memory (POSIX only)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def read_xls(data: bytes, most_cells: int, most_sheets: int) -> tuple[list[Sheet], list[str], bool]:
    """Visible sheets, hidden names and the 1904 epoch of an Excel 97 workbook, by xlrd.

    calamine reads these too, but hides number formats (45.3% as 0.453) and error cells.
    """
    import xlrd
    from xlrd.biffh import error_text_from_code

    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    )
    if book.nsheets > most_sheets:
        raise TooLargeError("sheets")
    codes = [book.format_map[style.format_key].format_str for style in book.xf_list]
    sheets: list[Sheet] = []
    hidden = []
    cells = 0
    for sheet in book.sheets():
        if sheet.visibility:
            hidden.append(sheet.name)
            continue
        rows: list[list[Value]] = []
        for row in range(sheet.nrows):
            values: list[Value] = []
            for kind, value, style in zip(
                sheet.row_types(row),
                sheet.row_values(row),
                (sheet.cell_xf_index(row, column) for column in range(sheet.row_len(row))),
                strict=True,
            ):
                if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                    values.append((value, codes[style]))
                elif kind == xlrd.XL_CELL_BOOLEAN:
                    values.append("TRUE" if value else "FALSE")
                elif kind == xlrd.XL_CELL_ERROR:
                    values.append(error_text_from_code.get(value, "#ERROR"))
                else:
                    values.append(value)
            cells += len(values)
            if cells > most_cells:
                raise TooLargeError("cells")
            rows.append(values)
        merges = [
            (top, left, below - 1, right - 1) for top, below, left, right in sheet.merged_cells
        ]
        sheets.append((sheet.name, rows, merges))
    return sheets, hidden, bool(book.datemode)


def read_other(
    data: bytes, most_cells: int, most_sheets: int
) -> tuple[list[Sheet], list[str], bool]:
    """Visible sheets and hidden names of an .xlsb or .ods workbook, by calamine."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(workbook.sheets_metadata) > most_sheets:
        raise TooLargeError("sheets")
    sheets: list[Sheet] = []
    hidden = []
    for number, sheet in enumerate(workbook.sheets_metadata):
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden.append(sheet.name)
        elif sheet.typ == SheetTypeEnum.WorkSheet:
            read = workbook.get_sheet_by_index(number)
            if read.total_height * read.total_width > most_cells:
                raise TooLargeError("cells")
            rows = [list(map(plain, row)) for row in read.to_python(skip_empty_area=False)]
            merges = [(*first, *last) for first, last in read.merged_cell_ranges or []]
            sheets.append((sheet.name, rows, merges))
    return sheets, hidden, False


def plain(value: object) -> Value:
    """What calamine gives for a cell, as text or number."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def answer(data: bytes, most_cells: int, most_sheets: int) -> tuple[Any, ...]:
    """What a workbook holds, or why it cannot be read.

    ('read', sheets, hidden names, epoch_1904), ('too large', what), ('missing', module),
    ('encrypted',) or ('damaged', cause)
    """
    read = read_xls if data.startswith(_OLE) else read_other
    try:
        return ("read", *read(data, most_cells, most_sheets))
    except TooLargeError as error:
        return ("too large", str(error))
    except ImportError as error:
        return ("missing", str(error))
    except BaseException as error:
        # Damage shows as any exception, and as a panic of the Rust reader, which is no Exception.
        if "encrypted" in str(error).lower():
            return ("encrypted",)
        return ("damaged", f"{type(error).__name__}: {error}")


def main() -> None:
    """Answer workbooks until stdin ends."""
    limit_memory()
    most_cells, most_sheets = int(sys.argv[1]), int(sys.argv[2])
    while length := sys.stdin.buffer.read(8):
        data = sys.stdin.buffer.read(int.from_bytes(length, "little"))
        reply = marshal.dumps(answer(data, most_cells, most_sheets))
        sys.stdout.buffer.write(len(reply).to_bytes(8, "little") + reply)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
