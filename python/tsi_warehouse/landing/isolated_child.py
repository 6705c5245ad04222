"""Reads .xls, .xlsb and .ods in a process of its own: a damaged one can make the Rust reader abort.

Run as a script by calamine.py with the largest number of cells and sheets as arguments; imports
nothing of this package, so that it starts at once. Requests and replies on stdin and stdout are eight
bytes of length and then the body: a workbook's bytes in, a marshalled reply out.
"""

from __future__ import annotations

import io
import marshal
import sys
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_MEMORY = 2 * 2**30


def limit_memory() -> None:
    """Let a corrupt length end this process instead of the machine's memory (POSIX only)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def plain(value: object) -> str | int | float | bool:
    """A cell's value as text, number or truth value."""
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def answer(data: bytes, most_cells: int, most_sheets: int) -> tuple[Any, ...]:
    """('read', visible sheets, hidden names), ('too large', what) or ('damaged', cause).

    A sheet is its name, its rows of values and its merged ranges ((top, left), (bottom, right)).
    """
    sheets = []
    hidden = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = workbook.sheets_metadata
        if len(metadata) > most_sheets:
            return ("too large", "sheets")
        for number, sheet in enumerate(metadata):
            if sheet.visible != SheetVisibleEnum.Visible:
                hidden.append(sheet.name)
            elif sheet.typ == SheetTypeEnum.WorkSheet:
                read = workbook.get_sheet_by_index(number)
                if read.total_height * read.total_width > most_cells:
                    return ("too large", "cells")
                rows = [list(map(plain, row)) for row in read.to_python(skip_empty_area=False)]
                sheets.append((sheet.name, rows, read.merged_cell_ranges or []))
    except CalamineError as error:
        return ("damaged", str(error))
    except BaseException as error:
        # A panic of the Rust reader is no Exception, by design of PyO3.
        return ("damaged", f"{type(error).__name__}: {error}")
    return ("read", sheets, hidden)


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
