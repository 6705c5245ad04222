"""excel/marts.xlsx and csv/: every mart and result; excel/analysis.xlsx: analysts' questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tsi_warehouse.core.quoting import sql_name
from tsi_warehouse.report.snapshot import open_source
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.spreadsheet import (
    ROW_LIMIT,
    Result,
    add_sheet,
    column_labels,
    new_book,
    write_csv,
)
from tsi_warehouse.report.words import word

SCHEMAS = ("marts", "results")


def read_results(source: Source) -> dict[str, Result]:
    """Every table of marts and results that fits a sheet, by 'schema.table'."""
    labels = column_labels(source.connection)
    found = {}
    for name in sorted(source.tables):
        schema, table = name.split(".", 1)
        if schema in SCHEMAS:
            found[name] = _result(
                source, f"select * from {sql_name(schema, table)} order by all", labels
            )
    return found


def write_csvs(results: Mapping[str, Result], folder: Path) -> None:
    """csv/<mart>.csv and csv/results/<table>.csv."""
    for name, result in results.items():
        schema, table = name.split(".", 1)
        place = folder if schema == "marts" else folder / schema
        place.mkdir(parents=True, exist_ok=True)
        write_csv(place / f"{table}.csv", result)


def write_workbook(source: Source, results: Mapping[str, Result], path: Path) -> None:
    """A first sheet with release and caveats, then a sheet a mart."""
    comments = {
        row["name"]: row["comment"]
        for row in source.rows(
            "select schema_name || '.' || table_name as name, comment from duckdb_tables()"
            " union all select schema_name || '.' || view_name, comment from duckdb_views()"
        )
    }
    with new_book(path) as book:
        _front_sheet(book, source)
        for name, result in results.items():
            schema, table = name.split(".", 1)
            sheet = table if schema == "marts" else f"r_{table}"
            lead = [comments.get(name) or ""]
            if len(result.rows) > ROW_LIMIT - 3:
                lead.append(word("excel.cut", rows=ROW_LIMIT - 3).both)
            add_sheet(book, sheet, result, [line for line in lead if line])


def write_analysis(source: Source, questions: Path, path: Path) -> None:
    """A sheet for each question in analysis/, the question above it."""
    labels = column_labels(source.connection)
    with new_book(path) as book:
        _front_sheet(book, source)
        for query in sorted(questions.glob("*.sql")):
            sql = query.read_text(encoding="utf-8")
            question = sql.splitlines()[0].lstrip("- ").strip()
            add_sheet(book, query.stem, _result(source, sql, labels), [question])


def write_workbooks(database: Path, questions: Path, folder: Path) -> None:
    """Write both workbooks of one release into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_source(database) as source:
        write_workbook(source, read_results(source), folder / "marts.xlsx")
        write_analysis(source, questions, folder / "analysis.xlsx")


def _result(source: Source, sql: str, labels: Mapping[str, str]) -> Result:
    found = source.connection.execute(sql)
    names = [column[0] for column in found.description or []]
    return Result(names, [labels.get(name, "") for name in names], found.fetchall())


def _front_sheet(book: Any, source: Source) -> None:
    """Release, window and caveats."""
    release = source.release
    sheet = book.add_worksheet("README")
    bold = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, source.title.zh, bold)
    sheet.write_string(1, 0, source.title.en, bold)
    lines = [
        ("excel.release", release.release_id),
        ("excel.built_at", release.built_at),
        ("excel.window", f"{release.first_year}–{release.last_year}"),
        ("excel.indicators", release.indicators_used),
        ("excel.data", word("excel.simulated" if release.is_simulated else "excel.real").both),
        ("excel.caveats", word("excel.caveat_text").zh),
        ("", word("excel.caveat_text").en),
    ]
    for place, (key, text) in enumerate(lines, start=3):
        sheet.write_string(place, 0, word(key).both if key else "", wrap)
        sheet.write_string(place, 1, text, wrap)
