"""tsi export: a query's result as a file that Excel opens as it should."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tsi_warehouse.errors import TsiError

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def export_query(warehouse: Path, query: Path, target: Path) -> int:
    """Run one SQL file on the current release and write its result; the number of rows.

    Columns that marts describe get their Chinese name above their own in xlsx, and beside it in csv; texts that
    Excel would take for a formula are neutralised, numbers stay numbers and codes texts.

    Raises
    ------
    TsiError : EXPORT-01 the target is neither .xlsx nor .csv; or what reading the release raises
    """
    from tsi_warehouse.release.readers import open_release

    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise TsiError(
            "EXPORT-01",
            en=f"{target}: expected a name that ends in .xlsx or .csv.",
            zh=f"{target}：文件名应以 .xlsx 或 .csv 结尾。",
        )
    if not query.is_file():
        raise TsiError(
            "EXPORT-02",
            en=f"{query} is not a file. The questions we answer are in analysis/.",
            zh=f"{query} 不是文件。现成的查询见 analysis/。",
        )
    with open_release(warehouse) as connection:
        found = connection.execute(query.read_text(encoding="utf-8-sig"))
        names = [column[0] for column in found.description or []]
        rows = found.fetchall()
        labels = _chinese_labels(connection)
    headers = [labels.get(name, "") for name in names]
    if target.suffix.lower() == ".csv":
        _write_csv(target, names, headers, rows)
    else:
        _write_xlsx(target, names, headers, rows)
    return len(rows)


def neutral(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, made harmless; everything else as it is."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return "'" + value
    return value


def _chinese_labels(connection: Any) -> dict[str, str]:
    """Column -> the Chinese part of its comment, up to the first full stop."""
    rows = connection.execute(
        "select column_name, any_value(comment) from duckdb_columns() where schema_name = 'marts' "
        "and comment is not null group by column_name"
    ).fetchall()
    return {name: comment.split("。")[0].split("（")[0] for name, comment in rows}


def _write_csv(target: Path, names: list[str], headers: list[str], rows: list[tuple[Any, ...]]) -> None:
    shown = [f"{label} {name}" if label else name for name, label in zip(names, headers, strict=True)]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(shown)
        writer.writerows([neutral(value) for value in row] for row in rows)


def _write_xlsx(target: Path, names: list[str], headers: list[str], rows: list[tuple[Any, ...]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("result")
        bold = book.add_format({"bold": True})
        as_text = book.add_format({"num_format": "@"})
        sheet.write_row(0, 0, headers, bold)
        sheet.write_row(1, 0, names, bold)
        sheet.freeze_panes(2, 0)
        for row_number, row in enumerate(rows, start=2):
            for column_number, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(row_number, column_number, value, as_text)
                else:
                    sheet.write(row_number, column_number, value)
        if names:
            sheet.autofilter(1, 0, len(rows) + 1, len(names) - 1)
            sheet.autofit()
