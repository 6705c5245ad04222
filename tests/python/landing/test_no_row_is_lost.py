"""The test that compares what the models read with what was counted in each file."""

from __future__ import annotations

import re

import duckdb
import pytest
from support import PROJECT

TEST = PROJECT / "tests" / "dbt" / "singular" / "every_cell_is_accounted_for.sql"


@pytest.mark.parametrize(
    ("counted", "kept", "lost"),
    [(9, 6, []), (10, 6, [("exports/a.csv", 10, 6, 2, 1)])],
)
def test_records_of_an_export_file_that_are_neither_kept_nor_named_stop_a_refresh(
    counted: int, kept: int, lost: list[tuple[object, ...]]
) -> None:
    sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", TEST.read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        connection.execute(
            f"create table int_file_outcomes as select 'exports/a.csv' as source_file, 'read' as status,"
            f" {counted} as cell_count, {kept} as kept, 2 as ignored, 1 as rejected"
        )
        assert connection.execute(sql).fetchall() == lost
