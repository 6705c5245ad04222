"""One page declares what Python writes; dbt's empty tables, the study's and Spark's are made from it."""

from __future__ import annotations

from types import SimpleNamespace

import duckdb
import pytest
import yaml
from macros import rendered

from tsi_warehouse.study.results import DECLARED, create, declared, write

KEYS = {"study_table": "3", "column_no": 1, "variant": "equation", "outcome": "ln_tsi"}
SKIPPED = {**KEYS, "formula": "", "sample": "", "reason": "", "reason_zh": "", "reason_en": ""}


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """table -> column -> type of schema results."""
    rows = connection.execute(
        "select table_name, column_name, lower(data_type) from information_schema.columns"
        " where table_schema = 'results' order by table_name, ordinal_position"
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables


def test_dbt_makes_the_tables_that_the_page_declares() -> None:
    (source,) = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))["sources"]
    graph = {
        f"source.tsi.results.{table['name']}": {
            "source_name": "results",
            "name": table["name"],
            "columns": {column["name"]: column for column in table["columns"]},
        }
        for table in source["tables"]
    }
    statements = rendered(
        "{{ create_results_schema() }}", execute=True, graph=SimpleNamespace(sources=graph)
    )
    with duckdb.connect() as connection:
        connection.execute(statements)
        made = columns_of(connection)
    assert made == {name: dict(table.types) for name, table in declared().items()}


@pytest.mark.parametrize("name", declared())
def test_columns_that_an_older_table_lacks_are_added(name: str) -> None:
    types = declared()[name].types
    with duckdb.connect() as connection:
        connection.execute("create schema results")
        first = next(iter(types))
        connection.execute(f"create table results.{name} ({first} {types[first]})")
        create(connection, name)
        assert set(columns_of(connection)[name]) == set(types)


def test_every_declared_table_and_column_has_a_comment() -> None:
    with duckdb.connect() as connection:
        for name in declared():
            create(connection, name)
        lacking = connection.execute(
            "select table_name, column_name from duckdb_columns()"
            " where schema_name = 'results' and comment is null"
            " union all select table_name, '' from duckdb_tables() where comment is null"
        ).fetchall()
    assert lacking == []


def test_a_row_with_another_column_than_declared_is_refused() -> None:
    with duckdb.connect() as connection:
        write(connection, "skipped", [SKIPPED])
        assert connection.execute("select count(*) from results.skipped").fetchone() == (1,)
        with pytest.raises(ValueError, match="no column more"):
            write(connection, "skipped", [SKIPPED | {"more": 1}])
        with pytest.raises(KeyError, match="reason_en"):
            write(connection, "skipped", [{k: v for k, v in SKIPPED.items() if k != "reason_en"}])
