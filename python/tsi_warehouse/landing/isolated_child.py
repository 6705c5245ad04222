"""Reads .xls in a process of its own, which a damaged file may crash or hang.

Run as a script by isolated.py with the largest number of cells and sheets as arguments; it imports
nothing of this package, so that it starts at once. Requests and replies on stdin and stdout are
eight bytes of length and then the body: a workbook's bytes in, a marshalled reply out.
"""

from __future__ import annotations

import io
import marshal
import sys
from typing import Any

_MEMORY = 2 * 2**30

# A sheet is its name, its rows of values, its merged ranges (top, left, bottom, right), and its hidden
# rows and columns, from 0. A value is a text, a number, or a number with the code of its format.
Value = str | int | float | tuple[float, str]
Sheet = tuple[str, list[list[Value]], list[tuple[int, int, int, int]], list[int], list[int]]


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

    Others that read it hide number formats (45.3% as 0.453) and error cells.
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
        hidden_rows = [
            row for row, info in sheet.rowinfo_map.items() if info.hidden and row < len(rows)
        ]
        hidden_columns = [
            column
            for column, info in sheet.colinfo_map.items()
            if info.hidden and column < sheet.ncols
        ]
        sheets.append((sheet.name, rows, merges, sorted(hidden_rows), sorted(hidden_columns)))
    return sheets, hidden, bool(book.datemode)


def answer(data: bytes, most_cells: int, most_sheets: int) -> tuple[Any, ...]:
    """What a workbook holds, or why it cannot be read.

    ('read', sheets, hidden names, epoch_1904), ('too large', what), ('missing', module),
    ('encrypted',) or ('damaged', cause)
    """
    try:
        return ("read", *read_xls(data, most_cells, most_sheets))
    except TooLargeError as error:
        return ("too large", str(error))
    except ImportError as error:
        return ("missing", str(error))
    except BaseException as error:
        # Damage shows as any exception at all.
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
