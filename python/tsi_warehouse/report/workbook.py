"""excel/marts.xlsx and csv/: every mart and result; excel/analysis.xlsx: analysts' questions.

Reading needs the database, writing takes as long as all the rest: another process writes what was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsi_warehouse.core.quoting import sql_name
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


@dataclass(frozen=True)
class Sheet:
    """Rows for a sheet; `name` is 'schema.table' or a question's, `lead` the lines above its header."""

    name: str
    lead: tuple[str, ...]
    result: Result


@dataclass(frozen=True)
class Sheets:
    """All that the workbooks and CSVs of a release hold; `front` is the text of their first sheet."""

    front: Sequence[tuple[str, str]]
    marts: Sequence[Sheet]
    answers: Sequence[Sheet]


def read_sheets(source: Source, questions: Path) -> Sheets:
    """Every table of marts and results, and the answer to each question of the folder."""
    labels = column_labels(source.connection)
    comments = {
        row["name"]: row["comment"]
        for row in source.rows(
            "select schema_name || '.' || table_name as name, comment from duckdb_tables()"
            " union all select schema_name || '.' || view_name, comment from duckdb_views()"
        )
    }
    marts = []
    for name in sorted(source.tables):
        schema, table = name.split(".", 1)
        if schema in SCHEMAS:
            query = f"select * from {sql_name(schema, table)} order by all"
            result = _result(source, query, labels)
            cut = len(result.rows) > ROW_LIMIT - 3
            lead = (comments.get(name), word("excel.cut", rows=ROW_LIMIT - 3).both if cut else "")
            marts.append(Sheet(name, tuple(line for line in lead if line), result))
    answers = []
    for path in sorted(questions.glob("*.sql")):
        query = path.read_text(encoding="utf-8")
        if not source.has_what(query):
            continue
        question = query.splitlines()[0].lstrip("- ").strip()
        answers.append(Sheet(path.stem, (question,), _result(source, query, labels)))
    return Sheets(_front(source), marts, answers)


def write_sheets(sheets: Sheets, folder: Path) -> None:
    """Write excel/ and csv/ of a release, csv/results/ for what the study computed."""
    (folder / "excel").mkdir(parents=True, exist_ok=True)
    _write_book(sheets.front, sheets.marts, folder / "excel" / "marts.xlsx")
    _write_book(sheets.front, sheets.answers, folder / "excel" / "analysis.xlsx")
    for sheet in sheets.marts:
        schema, table = sheet.name.split(".", 1)
        place = folder / "csv" / ("" if schema == "marts" else schema)
        place.mkdir(parents=True, exist_ok=True)
        write_csv(place / f"{table}.csv", sheet.result)


def _write_book(front: Sequence[tuple[str, str]], sheets: Sequence[Sheet], path: Path) -> None:
    with new_book(path) as book:
        _add_front(book, front)
        for sheet in sheets:
            name = sheet.name.removeprefix("marts.").replace("results.", "r_")
            add_sheet(book, name, sheet.result, sheet.lead)


def _result(source: Source, sql: str, labels: Mapping[str, str]) -> Result:
    found = source.connection.execute(sql)
    names = [column[0] for column in found.description or []]
    return Result(names, [labels.get(name, "") for name in names], found.fetchall())


def _front(source: Source) -> list[tuple[str, str]]:
    """Title, release, window and caveats: a label and a text for each line."""
    release = source.release
    lines = [
        ("excel.release", release.release_id),
        ("excel.built_at", release.built_at),
        ("excel.window", f"{release.first_year}–{release.last_year}"),
        ("excel.indicators", release.indicators_used),
        ("excel.data", word("excel.simulated" if release.is_simulated else "excel.real").both),
        ("excel.caveats", word("excel.caveat_text").zh),
    ]
    return [
        source.title,
        *((word(key).both, text) for key, text in lines),
        ("", word("excel.caveat_text").en),
    ]


def _add_front(book: Any, front: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("README")
    bold = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    for place, title in enumerate(front[0]):
        sheet.write_string(place, 0, title, bold)
    for place, line in enumerate(front[1:], start=3):
        for column, text in enumerate(line):
            sheet.write_string(place, column, text, wrap)
