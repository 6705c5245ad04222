"""The test that compares what the models read with what was counted in each file."""

from __future__ import annotations

import re

import duckdb
import pytest
from support import PROJECT

TEST = PROJECT / "tests" / "dbt" / "singular" / "every_cell_is_accounted_for.sql"


@pytest.mark.parametrize(
    ("counted", "kept", "lost"),
    [(9, 6, []), (10, 6, [("exports/a.csv", 10, 6, 2, 1)]), (5, None, 1)],
)
def test_records_of_an_export_file_that_are_neither_kept_nor_named_stop_a_refresh(
    counted: int, kept: int | None, lost: object
) -> None:
    sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", TEST.read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        connection.execute(
            f"create table stg_raw_files as select 'exports/a.csv' as source_file, {counted} as cell_count,"
            " 'read' as status, 'export_records' as shape"
        )
        connection.execute(
            f"create table int_file_outcomes as select 'exports/a.csv' as source_file, {kept or 0} as kept,"
            f" 2 as ignored, 1 as rejected where {kept is not None}"
        )
        found = connection.execute(sql).fetchall()
    assert (found if isinstance(lost, list) else len(found)) == lost
