"""The content hash hears what numbers say, not how the engine added them up."""

from __future__ import annotations

import os
import subprocess
import sys

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import tsi

from tsi_warehouse.release.content import content_of
from tsi_warehouse.release.releases import list_releases

ROWS = [("110000", 2011, 0.1), ("120000", 2011, 1234567.5), ("130000", 2011, None)]


def hash_of(rows: list[tuple], kind: str = "double") -> str:
    """Content hash of a table with these rows."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(f'create table marts.t (code text, year integer, "va""lue" {kind})')
        if rows:
            connection.executemany("insert into marts.t values (?, ?, ?)", rows)
        found = content_of(connection, "marts.t")
        assert found.rows == len(rows)
        return found.content


def test_the_order_of_rows_does_not_count():
    assert hash_of(ROWS) == hash_of(ROWS[::-1])


@pytest.mark.parametrize(
    "other",
    [
        [*ROWS, ROWS[0]],
        ROWS[:2],
        [],
        [("110000", 2011, 0.1000001), *ROWS[1:]],
        [("110000", 2012, 0.1), *ROWS[1:]],
        [("11000", 2011, 0.1), *ROWS[1:]],
        [*ROWS[:2], ("130000", 2011, 0.0)],
        [*ROWS[:2], ("130000", 2011, float("nan"))],
        [*ROWS[:2], (None, 2011, None)],
    ],
)
def test_what_differs_hashes_differently(other):
    assert hash_of(other) != hash_of(ROWS)


def test_nothing_is_not_the_empty_text():
    assert hash_of([(None, 1, 1.0)]) != hash_of([("", 1, 1.0)])


def test_a_type_is_part_of_the_content():
    assert hash_of(ROWS[:1], "decimal(9, 1)") != hash_of(ROWS[:1])


@pytest.mark.parametrize("value", [0.1, 1.0, 1234567.5, 99999.95, 100000.0, 1e-3, 2.5, -0.45, 3e17])
def test_the_last_bits_do_not_count(value):
    noisy = [value * (1 - 3e-15), value, value * (1 + 3e-15)]
    assert len(set(noisy)) == 3
    assert len({hash_of([("a", 1, each)]) for each in noisy}) == 1


def test_zero_has_no_sign_and_no_noise():
    assert len({hash_of([("a", 1, value)]) for value in (0.0, -0.0, 1e-17, -4e-16)}) == 1


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.lists(st.decimals(0, 10**9, places=1).map(float), min_size=2, max_size=40), st.randoms())
def test_totals_of_printed_decimals_hash_alike_in_any_order(values, random):
    shuffled = values[:]
    random.shuffle(shuffled)
    totals = [sum(values), sum(shuffled)]
    assert len({hash_of([("a", 1, total)]) for total in totals}) == 1


def test_equal_content_whatever_the_threads(tmp_path):
    hashes = set()
    for threads in (1, 2):
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute(
                "create schema marts; create table marts.t as "
                "select i % 31 as region, sum(ln(i + 2) / 7) as total, avg(sqrt(i)) as mean "
                "from range(2_000_000) as numbers(i) group by region"
            )
            hashes.add(content_of(connection, "marts.t").content)
    assert len(hashes) == 1


@pytest.mark.slow
def test_two_refreshes_of_one_input_say_the_same_on_one_thread_and_on_several(soak, tmp_path):
    """The second also has a release before it, which the first had not."""
    study = soak.small_study(tmp_path / "study")
    for threads in ("1", "2"):
        # DuckDB takes the processors that a scheduler of this name allots, and no other word.
        allotted = {"SLURM_CPUS_ON_NODE": threads}
        assert threads_of(allotted) == int(threads)
        run = tsi("refresh", "--force", "--study", study, **allotted)
        assert run.returncode == 0, run.stdout + run.stderr
    second, first = (release.manifest for release in list_releases(study / "warehouse"))
    assert first.fingerprint == second.fingerprint
    differing = [name for name in first.tables if first.tables[name] != second.tables[name]]
    assert differing == ["results.quality_results"]
    assert first.content == second.content


def threads_of(variables):
    """How many threads DuckDB takes where these variables are set."""
    code = (
        "import duckdb; print(duckdb.sql(\"select current_setting('threads')\").fetchall()[0][0])"
    )
    environment = {**os.environ, **variables}
    return int(subprocess.check_output([sys.executable, "-c", code], env=environment))
