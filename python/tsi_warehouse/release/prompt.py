"""`tsi sql` without a query: a prompt on the current release, for the person at the terminal."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tsi_warehouse.cli.console import Console
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.release.readers import FollowCurrent, Limits, time_limit
from tsi_warehouse.release.results import has_rows, shown
from tsi_warehouse.release.text_table import text_table

LEAVE = {"exit", "quit", ".exit", ".quit", "\\q"}


def prompt(warehouse: Path, limits: Limits, console: Console) -> None:
    """Answer statements that end in a semicolon, until the input ends.

    Temporary tables last until a new release is published: then the prompt moves on to it, and says
    so.
    """
    follow = FollowCurrent(warehouse, limits)
    cursor = follow.cursor()
    opened = follow.release_id
    console.always(f"release {opened}; end a statement with ;  leave with exit",
                   f"版本 {opened}；语句以 ; 结束，输入 exit 退出")  # fmt: skip
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
