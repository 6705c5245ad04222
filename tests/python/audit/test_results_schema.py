"""The empty tables that dbt makes for views are those that the study fills."""

from __future__ import annotations

import duckdb
import jinja2
import pytest
from support import PROJECT

from tsi_warehouse.study.results import TABLES, create, sql_columns

BY_NAME = {row_type.table: row_type for row_type in TABLES}


def created_by_dbt() -> dict[str, dict[str, str]]:
    """table -> column -> type, as macros/create_results_schema.sql makes them."""
    source = (PROJECT / "macros" / "create_results_schema.sql").read_text(encoding="utf-8")
    statements = jinja2.Environment().from_string(source + "{{ create_results_schema() }}").render()
    with duckdb.connect() as connection:
        connection.execute(statements)
        rows = connection.execute(
            "select table_name, column_name, lower(data_type) from information_schema.columns"
            " where table_schema = 'results' order by table_name, ordinal_position"
        ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables


def test_every_column_that_dbt_makes_is_one_that_the_study_fills() -> None:
    tables = created_by_dbt()
    assert set(tables) == {
        "pca_index",
        "estimates",
        "models",
        "mediation_effects",
        "group_differences",
        "warnings",
        "losses",
    }
    for table, columns in tables.items():
        known = dict(sql_columns(BY_NAME[table]))
        assert {name: known.get(name) for name in columns} == columns


@pytest.mark.parametrize("row_type", TABLES, ids=lambda row_type: row_type.table)
def test_columns_that_dbt_does_not_know_are_added(row_type: type) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema results")
        first, kind = sql_columns(row_type)[0]
        connection.execute(f"create table results.{row_type.table} ({first} {kind})")
        create(connection, row_type)
        found = connection.execute(f"describe results.{row_type.table}").fetchall()
    assert {row[0] for row in found} == {name for name, _ in sql_columns(row_type)}
