"""Analysts' tools ship old drivers: a release opens, and every view answers, in all of them."""

from __future__ import annotations

import subprocess
import sys
import venv

import duckdb
import pytest

COUNT_ALL = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute("set enable_progress_bar = false")
tables = connection.execute(
    "select table_schema, table_name from information_schema.tables order by 1, 2").fetchall()
for schema, table in tables:
    count = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]
    print(schema, table, count)
comments = "select count(*) from duckdb_columns() where schema_name = 'marts' and comment <> ''"
print("comments", connection.execute(comments).fetchall()[0][0])
"""


@pytest.fixture(scope="module", params=["1.1.3", "1.3.2", "1.4.2"])
def old_python(request, tmp_path_factory):
    """A Python that has an old DuckDB and nothing else."""
    place = tmp_path_factory.mktemp("old") / request.param
    venv.create(place, with_pip=True)
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = [python, "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
    done = subprocess.run(
        [*install, f"duckdb=={request.param}"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"duckdb {request.param} cannot be installed here: {done.stderr[-200:]}")
    return python


@pytest.mark.slow
def test_an_old_client_reads_every_table_and_view(release, old_python):
    database = str(release.resolve() / "tsi.duckdb")
    said = subprocess.run(
        [old_python, "-c", COUNT_ALL, database],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    new = subprocess.run(
        [sys.executable, "-c", COUNT_ALL, database],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert lines == new.stdout.splitlines()
    assert any(line.startswith("marts study_panel") for line in lines)
    assert int(lines[-1].split()[1]) > 50


def test_the_release_is_in_the_old_storage_format(release):
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        tags = connection.execute(
            "select tags['storage_version'] from duckdb_databases() "
            "where database_name = current_database()"
        ).fetchall()
    assert tags == [("v1.0.0+",)]
