"""Tables of tables/: what tables.csv and columns.csv say of a query is true of it."""

from __future__ import annotations

import csv
import re

import pytest
from support import PROJECT

from tsi_warehouse.report.words import catalogue

TABLES = PROJECT / "tables"
KINDS = {"text", "p", "printed", "shown"}


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


IDS = [row["table_id"] for row in rows("tables")]


def test_every_query_belongs_to_a_table() -> None:
    assert {path.stem for path in TABLES.glob("*.sql")} == set(IDS)
    assert {row["table_id"] for row in rows("columns")} == set(IDS)


@pytest.mark.parametrize("table_id", IDS)
def test_query_has_a_label_and_each_declared_column_in_both_languages_or_in_none(
    table_id: str,
) -> None:
    query = (TABLES / f"{table_id}.sql").read_text(encoding="utf-8")
    last = query[query.rindex("\nselect\n") :]
    given = {found[1] for found in re.finditer(r"(\w+),?$", last.partition("\nfrom ")[0], re.M)}
    assert {"label_zh", "label_en"} <= given
    for row in rows("columns"):
        if row["table_id"] == table_id:
            wanted = {f"{row['column']}_zh", f"{row['column']}_en"}
            assert row["column"] in given or wanted <= given, row["column"]
            assert row["kind"] in KINDS or row["kind"].isdigit()


@pytest.mark.parametrize("table_id", IDS)
def test_every_text_of_a_table_is_in_the_catalogue(table_id: str) -> None:
    (table,) = (row for row in rows("tables") if row["table_id"] == table_id)
    heads = [row["heads"].split("|") for row in rows("columns") if row["table_id"] == table_id]
    keys = [f"{kind}.{table_id}" for kind in ("number", "title", "note")]
    keys += [table["stub"], *(key for line in heads for key in line)]
    assert not [key for key in keys if key not in catalogue()]


def test_stars_follow_a_column_of_the_same_table() -> None:
    columns = {(row["table_id"], row["column"]) for row in rows("columns")}
    for row in rows("columns"):
        for name in row["follows"].split():
            assert (row["table_id"], name) in columns
