"""A reader reaches the release and nothing else, within its limits, and finds the next release."""

from __future__ import annotations

import os
import subprocess
import sys

import duckdb
import pytest

import tsi_warehouse
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.release.readers import FollowCurrent, Limits, open_release, run_sql, time_limit
from tsi_warehouse.release.runs import begin_run, end_run

# Time enough for the slowest machine; what must run out of it says so.
SMALL = Limits(memory="256MB", threads=1, seconds=3600)
# A trillion products of one million numbers each way: no machine ends it, and it holds 8 MB.
ENDLESS = "select sum(a.range * b.range) from range(1000000) a, range(1000000) b"


@pytest.fixture
def release(publish_small):
    """A published release."""
    return publish_small()


@pytest.fixture
def hardened(warehouse, release):
    """A hardened connection to it."""
    with open_release(warehouse, limits=SMALL) as connection:
        yield connection


def test_memory_is_capped_and_nothing_spills(hardened, release):
    with pytest.raises(duckdb.OutOfMemoryException):
        hardened.execute("create temp table big as select sha256(i::text) from range(9999999) t(i)")
    assert hardened.execute("select current_setting('temp_directory')").fetchall() == [("",)]
    assert not list(release.glob("*.tmp"))


def test_temporary_tables_and_variables_stay_possible(hardened):
    hardened.execute("set variable first_year = 2012")
    hardened.execute(
        "create temp table mine as select * from marts.study_panel "
        "where year >= getvariable('first_year')"
    )
    assert hardened.execute("select count(*) from mine").fetchall() == [(341,)]


def test_what_runs_too_long_is_interrupted(hardened):
    with pytest.raises(TsiError, match="REL-51"), time_limit(hardened, 0.2):
        hardened.execute(ENDLESS)
    assert hardened.execute("select 1").fetchall() == [(1,)], "the connection lives on"


def test_what_ends_in_time_is_not_interrupted(hardened):
    with time_limit(hardened, 3600):
        assert hardened.execute("select 1").fetchall() == [(1,)]


def test_a_child_that_does_not_listen_is_killed(warehouse, release, monkeypatch):
    """The hard limit: a child whose interrupt is lost still ends."""
    from tsi_warehouse.release import readers

    monkeypatch.setattr(readers, "HARD_EXTRA_SECONDS", 0.5 - SMALL.seconds)
    with pytest.raises(TsiError, match="REL-51"):
        run_sql(ENDLESS, warehouse, limits=SMALL)


def test_a_child_answers_with_the_last_result(warehouse, release):
    answer = run_sql(
        "create temp table one as select 1 as x; select x, '中文' as label from one", warehouse,
        limits=SMALL,
    )  # fmt: skip
    assert answer.table.to_pylist() == [{"x": 1, "label": "中文"}]
    assert not answer.is_cut


def test_a_child_hands_over_no_more_rows_than_asked(warehouse, release):
    limits = Limits(rows=25_000)
    answer = run_sql("select * from range(25001)", warehouse, limits=limits)
    assert (answer.table.num_rows, answer.is_cut) == (25_000, True)
    answer = run_sql("select * from range(25000)", warehouse, limits=limits)
    assert (answer.table.num_rows, answer.is_cut) == (25_000, False)


# What DuckDB does not count against its memory limit: one value of a gigabyte and more.
LARGE_VALUES = ["select length(repeat('x', 1500000000))", "select len(range(200000000))"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system's limit on memory is Linux's")
@pytest.mark.parametrize("sql", LARGE_VALUES)
def test_a_child_takes_no_more_memory_than_allowed(warehouse, release, sql):
    with pytest.raises(TsiError, match=r"REL-52|REL-53"):
        run_sql(sql, warehouse, limits=SMALL)


def test_a_child_hands_over_no_more_bytes_than_memory_allows(warehouse, release):
    """The result lies in the memory of the process that asked."""
    sql = "select repeat('x', 1000) as long from range({})"
    assert run_sql(sql.format(500), warehouse, limits=SMALL).table.num_rows == 500
    with pytest.raises(TsiError, match="REL-54"):
        run_sql(sql.format(1_000_000), warehouse, limits=SMALL)


@pytest.mark.skipif(os.name != "posix", reason="the system's limit on files is POSIX's")
def test_a_child_can_write_no_file_whatever_duckdb_allows(tmp_path):
    code = (
        "import sys; from tsi_warehouse.release.reader_child import cap_process; "
        "cap_process(1 << 28); open(sys.argv[1], 'wb', buffering=0).write(b'x')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    target = tmp_path / "file"
    done = subprocess.run(
        [sys.executable, "-c", code, target], env=environment, capture_output=True
    )
    assert b"File too large" in done.stderr
    assert target.stat().st_size == 0


@pytest.mark.parametrize(
    "sql",
    [
        "selec 1",
        "select nope",
        "select error('中')",
        "from read_text('/etc/passwd')",
        "select case when range = 90000 then error('late in the stream') end from range(100000)",
    ],
)
def test_a_child_says_what_is_wrong_with_the_sql(warehouse, release, sql):
    with pytest.raises(TsiError, match="REL-52") as caught:
        run_sql(sql, warehouse, limits=SMALL)
    assert "Error" in caught.value.en


@pytest.mark.parametrize("sql", ["", "-- only a comment", "set variable a = 1"])
def test_sql_without_a_result_gives_an_empty_table(warehouse, release, sql):
    assert run_sql(sql, warehouse, limits=SMALL).table.num_rows == 0


def test_a_child_sees_the_log_of_runs(warehouse, publish_small):
    run = begin_run(warehouse, "refresh")
    release = publish_small()
    end_run(warehouse, run, "published", 0, release_id=release.name, stages={"build": 1.5})
    answer = run_sql("select outcome, release_id, stages->>'build' as build from runs", warehouse)
    assert answer.table.to_pylist() == [
        {"outcome": "published", "release_id": release.name, "build": "1.5"}
    ]


def test_a_child_that_dies_is_reported(warehouse, release, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(TsiError, match="REL-53"):
        run_sql("select 1", warehouse)


def test_nothing_of_the_environment_reaches_the_child(warehouse, release, monkeypatch):
    monkeypatch.setenv("TSI_SECRET_TOKEN", "s3cret")
    seen = {}
    true_run = subprocess.run

    def listen(*arguments, **options):
        seen.update(options["env"])
        return true_run(*arguments, **options)

    monkeypatch.setattr(subprocess, "run", listen)
    run_sql("select 1", warehouse)
    assert "PYTHONPATH" in seen
    assert "TSI_SECRET_TOKEN" not in seen
    assert "HOME" not in seen


def test_a_connection_stays_on_its_release_and_a_follower_moves_on(warehouse, publish_small):
    first = publish_small("a", shift=0.0).name
    asked = "select release_id from marts.release_info"
    follow = FollowCurrent(warehouse, SMALL)
    held = follow.cursor()
    with open_release(warehouse, limits=SMALL) as connection:
        second = publish_small("b", shift=1.0).name
        assert connection.execute(asked).fetchall() == [(first,)]
        assert held.execute(asked).fetchall() == [(first,)]
        assert follow.cursor().execute(asked).fetchall() == [(second,)]
        assert held.execute(asked).fetchall() == [(first,)], "work in hand stays on one release"
    with open_release(warehouse, "previous", limits=SMALL) as connection:
        assert connection.execute(asked).fetchall() == [(first,)]


def test_a_plain_connection_in_the_same_process_is_explained(warehouse, release):
    with (
        duckdb.connect(str(release.resolve() / "tsi.duckdb"), read_only=True),
        pytest.raises(TsiError, match="REL-50"),
    ):
        open_release(warehouse)


def test_the_package_opens_releases_without_loading_duckdb_first(warehouse, release):
    with tsi_warehouse.open_release(warehouse) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]
    code = "import sys, tsi_warehouse; sys.exit('duckdb' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root, to become another")
def test_a_client_that_opens_read_write_is_refused(release):
    """Root may write anything, so somebody else asks."""
    for folder in (release, *release.parents):
        if folder.as_posix().startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    child = os.fork()
    if child == 0:
        os.setgid(65534)
        os.setuid(65534)
        try:
            duckdb.connect(str(release / "tsi.duckdb"), read_only=True).close()
            duckdb.connect(str(release / "tsi.duckdb"))
        except duckdb.IOException:
            os._exit(7)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
