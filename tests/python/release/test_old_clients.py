"""Analysts' tools ship old drivers: a release opens, and every view answers, in all of them."""

from __future__ import annotations

import subprocess
import sys
import venv

import duckdb
import pytest

# What a client sees: of every table and view its rows, of every column its type and comment; and
# how it learns that the file is read-only on disk (root may write anything, so it does not ask).
LOOK = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute("set enable_progress_bar = false")
tables = connection.execute(
    "select table_schema, table_name from information_schema.tables order by 1, 2").fetchall()
for schema, table in tables:
    count = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]
    print(schema, table, count)
columns = "select schema_name, table_name, column_name, data_type, comment from duckdb_columns()"
for row in connection.execute(columns + " where not internal order by all").fetchall():
    print(ascii(row))
connection.close()
if os.name == "posix" and os.geteuid() == 0:
    os.setuid(65534)
try:
    duckdb.connect(sys.argv[1])
except duckdb.IOException:
    print("read-only")
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
def test_an_old_client_sees_what_a_new_one_sees(release, old_python):
    for folder in (release.resolve(), *release.resolve().parents):
        if folder.as_posix().startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    old, new = (looked(python, release) for python in (old_python, sys.executable))
    assert old == new
    assert any(line.startswith("marts study_panel 3") for line in old)
    assert old[-1] == "read-only"
    described = [line for line in old if line.startswith("('marts'") and "None" not in line]
    assert len(described) > 50, "columns with a comment"


def looked(python, release):
    """The lines of LOOK in this Python."""
    said = subprocess.run(
        [python, "-c", LOOK, str(release.resolve() / "tsi.duckdb")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout.splitlines()


def test_the_release_is_in_the_old_storage_format(release):
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        tags = connection.execute(
            "select tags['storage_version'] from duckdb_databases() "
            "where database_name = current_database()"
        ).fetchall()
    assert tags == [("v1.0.0+",)]
