"""Tables declared in tables/: a query gives the rows, tables.csv and columns.csv say what is shown of them.

A query's columns `label_zh`, `label_en` are the first column; `part_zh`, `part_en` name a line beneath its label's
first; `is_foot` sets a line off at the end; `note_zh`, `note_en` go under the table. The kind of a column x is 'text'
(`x_zh` and `x_en`, or `x`), a number of decimals, 'p' for a p-value, 'printed' for text of the paper, or 'shown' for a
number with its digits in `x_text`, stars in `x_stars` and degrees of freedom in `x_df`. Stars follow the first
column of `follows` that has a value. Columns with a word in `optional` are left out where none of them has a value.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.report.names import write_names
from tsi_warehouse.report.source import Row as Record
from tsi_warehouse.report.source import Source
from tsi_warehouse.report.table import (
    Cell,
    Head,
    Number,
    Row,
    TableSpec,
    laid_out,
    number,
    p_number,
    printed,
)
from tsi_warehouse.report.words import Text, same, word

TABLES = PROJECT / "tables"
Declared = Mapping[str, str]


def declared_tables(source: Source) -> list[TableSpec]:
    """Those that this release has rows for, but for the study's own, in the order of tables.csv."""
    names = [row["table_id"] for row in _read("tables") if not row["study_table"]]
    made = (declared_table(source, name) for name in names)
    return [spec for spec in made if spec]


def declared_table(source: Source, table_id: str) -> TableSpec | None:
    """A table by its id; None where its query has no rows or reads a table that is not there."""
    query = (TABLES / f"{table_id}.sql").read_text(encoding="utf-8")
    write_names(source)
    if not source.has_what(query) or not (rows := source.rows(query)):
        return None
    columns = [row for row in _read("columns") if row["table_id"] == table_id]
    used = {
        row["optional"] for row in columns if any(_has(record, row["column"]) for record in rows)
    }
    columns = [row for row in columns if not row["optional"] or row["optional"] in used]
    lines = [(bool(record.get("is_foot")), _row(record, columns)) for record in rows]
    (declared,) = (row for row in _read("tables") if row["table_id"] == table_id)
    return TableSpec(
        name=table_id,
        number=word(f"number.{table_id}"),
        title=word(f"title.{table_id}", study=source.title),
        stub=word(declared["stub"]),
        heads=_heads(source, [row["heads"].split("|") for row in columns]),
        body=tuple(row for is_foot, row in lines if not is_foot),
        foot=tuple(row for is_foot, row in lines if is_foot),
        notes=tuple(_notes(source, declared, rows)),
        study_table=declared["study_table"],
    )


@cache
def _read(name: str) -> Sequence[Declared]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _heads(source: Source, keys: Sequence[Sequence[str]]) -> tuple[tuple[Head, ...], ...]:
    """Header lines; a second one only where some head of the first covers several columns."""
    spans = [(key, len(list(same_key))) for key, same_key in groupby(keys, key=lambda key: key[0])]
    first = tuple(Head(word(key, level=source.level), span) for key, span in spans)
    if len(first) == len(keys):
        return (first,)
    return first, tuple(Head(word(key[1])) for key in keys)


def _notes(source: Source, declared: Declared, rows: Sequence[Record]) -> list[Text]:
    release = source.release
    notes = [word(f"note.{declared['table_id']}", first=release.first_year, last=release.last_year)]
    if release.is_simulated and not declared["of_the_paper"]:
        notes.insert(0, word("note.simulated"))
    more = (Text(row["note_zh"], row["note_en"]) for row in rows if row.get("note_en"))
    return [*notes, *dict.fromkeys(more)]


def _row(record: Record, columns: Sequence[Declared]) -> Row:
    part = Text(record["part_zh"], record["part_en"]) if record.get("part_zh") else None
    cells = {row["column"]: _cell(record, row["column"], row["kind"]) for row in columns}
    for row in columns:
        cell = cells[row["column"]]
        follows = [cells[name] for name in row["follows"].split()]
        if isinstance(cell, Number) and follows:
            found = next((other for other in follows if isinstance(other, Number)), None)
            df = record.get(f"{row['column']}_df")
            cells[row["column"]] = replace(cell, follows=found, df=df)
    return Row(Text(record["label_zh"], record["label_en"]), tuple(cells.values()), part)


def _cell(record: Record, name: str, kind: str) -> Cell:
    """A cell of one kind."""
    if not _has(record, name):
        return None
    match kind:
        case "text":
            return (
                same(record[name])
                if name in record
                else Text(record[f"{name}_zh"], record[f"{name}_en"])
            )
        case "p":
            return p_number(record[name])
        case "printed":
            return printed(record[name])
        case "shown":
            return laid_out(
                record[name], record[f"{name}_text"], stars=record.get(f"{name}_stars") or ""
            )
    return number(record[name], int(kind))


def _has(record: Record, name: str) -> bool:
    return record[name if name in record else f"{name}_en"] is not None
