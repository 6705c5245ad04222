"""Answers to queries as tables and CSV, and the prompt of `tsi sql`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from numbers import Number
from pathlib import Path
from typing import Any

import duckdb

from tsi_warehouse.core.console import Console
from tsi_warehouse.core.errors import TsiError, message
from tsi_warehouse.core.layout import aligned, text_width
from tsi_warehouse.release.readers import FollowCurrent, Limits, has_rows, shown, time_limit

WIDEST = 60
LEAVE = {"exit", "quit", ".exit", ".quit", "\\q"}


def text_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Names, a rule, and the rows, numbers to the right; empty where there is no column."""
    if not names:
        return ""
    drawn = [[_printable(cell) for cell in row] for row in (names, *rows)]
    rule = ["-" * max(map(text_width, column)) for column in zip(*drawn, strict=True)]
    numbers = [_are_numbers([row[at] for row in rows]) for at in range(len(names))]
    return "\n".join(aligned([drawn[0], rule, *drawn[1:]], numbers))


def _are_numbers(column: Sequence[Any]) -> bool:
    kinds = {isinstance(cell, Number) for cell in column if cell is not None}
    return kinds == {True}


def csv_text(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The same as comma-separated values, numbers in full."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([names, *rows])
    return text.getvalue().rstrip("\n")


def _printable(value: Any) -> str:
    """A cell as text: nothing for null, ten digits of a fraction, by its code what nobody would see."""
    if value is None:
        return ""
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    clean = "".join(
        char if char.isprintable() else " " if char.isspace() else f"\\u{ord(char):04x}"
        for char in text
    )
    return clean if len(clean) <= WIDEST else clean[: WIDEST - 3] + "..."


def prompt(warehouse: Path, limits: Limits, console: Console) -> None:
    """Answer statements that end in a semicolon, until the input ends.

    Temporary tables last until a new release is published: then the prompt moves on to it, and says so.
    """
    follow = FollowCurrent(warehouse, limits)
    cursor = follow.cursor()
    opened = follow.release_id
    console.always(*message("prompt", release=opened))
    while (sql := _statement()) is not None:
        fresh = follow.cursor()
        if follow.release_id != opened:
            cursor, opened = fresh, follow.release_id
            console.always(f"a new release: {opened}", f"新版本：{opened}")
        try:
            with time_limit(cursor, limits.seconds):
                for statement in cursor.extract_statements(sql):
                    result = cursor.sql(statement.query)
                    if result is not None and has_rows(statement, result):
                        rows = shown(result).limit(limits.rows).fetchall()
                        console.always(text_table(result.columns, rows))
        except TsiError as error:
            console.always(error.text("en"), error.text("zh"))
        except (duckdb.Error, KeyboardInterrupt) as error:
            console.always(str(error) or "interrupted")


def _statement() -> str | None:
    """Lines up to one that ends in a semicolon; None where the person leaves."""
    lines: list[str] = []
    while not lines or not lines[-1].rstrip().endswith(";"):
        try:
            line = input("tsi> " if not lines else "...> ")
        except (EOFError, KeyboardInterrupt):
            print()
            return None
        if not lines and line.strip().rstrip(";").lower() in LEAVE:
            return None
        lines += [line] if line.strip() else []
    return "\n".join(lines)
