"""The tables of schema `results`, as models/results/_results__sources.yml declares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tsi_warehouse.core.data_files import read_yaml
from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.core.quoting import sql_text

if TYPE_CHECKING:
    import duckdb

DECLARED = PROJECT / "models" / "results" / "_results__sources.yml"

#: One row of a table: its columns by name.
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A declared table: what it holds, the SQL type of each column and what it means."""

    comment: str
    types: Mapping[str, str]
    comments: Mapping[str, str]


@cache
def declared() -> Mapping[str, Table]:
    """Every table by name."""
    sources = read_yaml(DECLARED)["sources"]
    return {
        table["name"]: Table(
            table["description"],
            {column["name"]: column["data_type"] for column in table["columns"]},
            {column["name"]: column["description"] for column in table["columns"]},
        )
        for table in sources[0]["tables"]
    }


def create(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Create a table, with comments, where there is none; add the columns that an older one lacks."""
    table, place = declared()[name], f"results.{name}"
    columns = ", ".join(f"{column} {kind}" for column, kind in table.types.items())
    connection.execute("create schema if not exists results")
    connection.execute(f"create table if not exists {place} ({columns})")
    statements = [
        *(
            f"alter table {place} add column if not exists {column} {kind}"
            for column, kind in table.types.items()
        ),
        f"comment on table {place} is {sql_text(table.comment)}",
        *(
            f"comment on column {place}.{column} is {sql_text(comment)}"
            for column, comment in table.comments.items()
        ),
    ]
    connection.execute("; ".join(statements))


def write(
    connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row], where: str = "true"
) -> None:
    """Replace a table's rows, or those that meet a condition, by `rows`; numbers that are not finite become null.

    Raises
    ------
    KeyError, ValueError : a row lacks a declared column, or has one that is not declared
    """
    import pyarrow

    kinds = {
        "varchar": pyarrow.string(),
        "integer": pyarrow.int32(),
        "bigint": pyarrow.int64(),
        "double": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    types = declared()[name].types
    for row in rows:
        if undeclared := row.keys() - types.keys():
            raise ValueError(f"results.{name} has no column {', '.join(sorted(undeclared))}")
    filled = pyarrow.table(
        {
            column: pyarrow.array([_cell(row[column]) for row in rows], kinds[kind])
            for column, kind in types.items()
        }
    )
    create(connection, name)
    connection.execute(f"delete from results.{name} where {where}")
    connection.register("_rows_to_write", filled)
    connection.execute(f"insert into results.{name} by name select * from _rows_to_write")
    connection.unregister("_rows_to_write")


def _cell(value: object) -> object:
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value
