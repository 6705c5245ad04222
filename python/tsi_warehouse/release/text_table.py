"""A table for a terminal: numbers to the right, Chinese as wide as it is, nothing that a terminal
would obey."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from numbers import Number
from typing import Any

from tsi_warehouse.cli.text_layout import text_width

WIDEST = 60


def text_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Names, a rule, and the rows; empty where there is no column."""
    shown = [
        [printable(name) for name in names],
        *([printable(cell) for cell in row] for row in rows),
    ]
    widths = [max(text_width(row[at]) for row in shown) for at in range(len(names))]
    is_number = [
        any(isinstance(row[at], Number) for row in rows)
        and all(row[at] is None or isinstance(row[at], Number) for row in rows)
        for at in range(len(names))
    ]
    lines = [
        "  ".join(map(_padded, row, widths, is_number)).rstrip()
        for row in (shown[0], ["-" * width for width in widths], *shown[1:])
    ]
    return "\n".join(lines) if names else ""


def csv_text(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The same as comma-separated values, numbers in full."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return text.getvalue().rstrip("\n")


def printable(value: Any) -> str:
    """A cell as text: nothing for null, ten digits of a fraction, by its code what nobody would see."""
    if value is None:
        return ""
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    clean = "".join(
        char if char.isprintable() else " " if char.isspace() else f"\\u{ord(char):04x}"
        for char in text
    )
    return clean if len(clean) <= WIDEST else clean[: WIDEST - 3] + "..."


def _padded(text: str, width: int, is_number: bool) -> str:
    space = " " * (width - text_width(text))
    return space + text if is_number else text + space
