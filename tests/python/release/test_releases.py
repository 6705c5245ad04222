"""Releases are listed, found, rolled back to, and removed only when nobody needs them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.release.current import current_id
from tsi_warehouse.release.lock import WriterLock
from tsi_warehouse.release.releases import (
    find_release,
    list_releases,
    prune,
    readers_of,
    rollback,
    unchanged,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
READ = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("select count(*) from marts.study_panel").fetchall(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def three(publish_small):
    """Ids of three releases on three nights, the oldest first."""
    return [publish_small(str(day), now=START + timedelta(days=day)).name for day in range(3)]


@pytest.fixture
def reader():
    """Starts processes that hold a release open until their input ends."""
    started = []

    def start(release):
        process = subprocess.Popen(
            [sys.executable, "-c", READ, str(release.database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout.readline() == b"[(372,)]\n"
        started.append(process)
        return process

    yield start
    for process in started:
        process.communicate()


def test_the_latest_comes_first_and_one_is_current(warehouse, three):
    found = list_releases(warehouse)
    assert [release.release_id for release in found] == three[::-1]
    assert [release.is_current for release in found] == [True, False, False]


def test_names_that_mean_a_release(warehouse, three):
    assert find_release(warehouse).release_id == three[2]
    assert find_release(warehouse, "previous").release_id == three[1]
    assert find_release(warehouse, three[0][:8]).release_id == three[0]
    for name in ("2026", "1999", "../releases", ""):
        with pytest.raises(TsiError, match="REL-23"):
            find_release(warehouse, name)


def test_before_the_first_release_there_is_nothing_to_find(warehouse):
    assert list_releases(warehouse) == []
    with pytest.raises(TsiError, match="REL-22"):
        find_release(warehouse)
    with pytest.raises(TsiError, match="REL-23"):
        find_release(warehouse, "previous")


def test_rollback_goes_back_and_forth(warehouse, three):
    with WriterLock(warehouse):
        assert rollback(warehouse).release_id == three[1]
        assert current_id(warehouse) == three[1]
        assert rollback(warehouse, three[2]).is_current


def test_rollback_refuses_a_release_that_was_tampered_with(warehouse, three):
    path = warehouse / "releases" / three[0] / "parquet/study_panel.parquet"
    path.chmod(0o644)
    path.write_bytes(b"")
    with pytest.raises(TsiError, match="REL-24"):
        rollback(warehouse, three[0])
    assert current_id(warehouse) == three[2]


def test_rollback_does_not_cross_studies_unasked(warehouse, publish_small):
    publish_small("a", study_id="other")
    publish_small("b", study_id="own", replace=True)
    with pytest.raises(TsiError, match="REL-41"):
        rollback(warehouse)
    assert rollback(warehouse, replace=True).manifest.study_id == "other"


def test_what_is_already_said_is_recognised(warehouse, publish_small, made_of):
    publish_small("a")
    publish_small("b")
    assert unchanged(warehouse, made_of("b").fingerprint).is_current
    assert unchanged(warehouse, made_of("a").fingerprint) is None
    assert unchanged(warehouse, made_of("c").fingerprint) is None


def test_what_was_taken_away_is_not_published_again(warehouse, publish_small, made_of):
    publish_small("a")
    withdrawn = publish_small("b").name
    rollback(warehouse)
    assert unchanged(warehouse, made_of("b").fingerprint) is None
    found = unchanged(warehouse, made_of("b").fingerprint, [withdrawn])
    assert found.release_id == withdrawn
    assert not found.is_current


def test_old_releases_go_after_the_grace_period(warehouse, three):
    # The oldest was replaced on the second day.
    assert prune(warehouse, keep=1, now=START + timedelta(days=1, hours=23)) == []
    assert prune(warehouse, keep=1, now=START + timedelta(days=2)) == [three[0]]
    assert prune(warehouse, keep=1, now=START + timedelta(days=9)) == [three[1]]
    assert [release.release_id for release in list_releases(warehouse)] == [three[2]]
    assert [path.name for path in (warehouse / "releases").iterdir()] == [three[2]]


def test_after_a_clock_that_was_ahead_the_order_is_that_of_publishing(warehouse, publish_small):
    """One release came from a clock ten years ahead; then the clock was set right."""
    first = publish_small("a", now=START).name
    ahead = publish_small("b", now=START + timedelta(days=3650)).name
    after = [publish_small(word, now=START + timedelta(days=day)).name for day, word in
             enumerate("cd", start=1)]  # fmt: skip
    published = [first, ahead, *after]
    assert [release.release_id for release in list_releases(warehouse)] == published[::-1]
    assert find_release(warehouse).release_id == after[1]
    assert find_release(warehouse, "previous").release_id == after[0]
    # The grace of what the right clock replaced holds; the wrong clock's word keeps nothing.
    assert prune(warehouse, keep=1, now=START + timedelta(days=2, hours=12)) == [ahead, first]
    assert prune(warehouse, keep=1, now=START + timedelta(days=3)) == [after[0]]
    assert [release.release_id for release in list_releases(warehouse)] == [after[1]]


def test_the_last_ones_and_the_current_one_stay(warehouse, three):
    rollback(warehouse, three[0])
    later = START + timedelta(days=99)
    assert prune(warehouse, keep=2, now=later) == []
    assert prune(warehouse, keep=1, now=later) == [three[1]]
    assert {release.release_id for release in list_releases(warehouse)} == {three[0], three[2]}


def test_a_release_that_is_read_stays_until_the_reader_has_gone(warehouse, three, reader):
    later = START + timedelta(days=99)
    oldest = find_release(warehouse, three[0])
    process = reader(oldest)
    assert readers_of(oldest)
    assert prune(warehouse, keep=1, now=later) == [three[1]]
    process.communicate()
    assert not readers_of(oldest)
    assert prune(warehouse, keep=1, now=later) == [three[0]]


def test_a_release_this_process_reads_stays_too(warehouse, three):
    import duckdb

    oldest = find_release(warehouse, three[0])
    with duckdb.connect(str(oldest.database), read_only=True):
        assert readers_of(oldest)
    assert not readers_of(oldest)


def test_a_removal_that_was_killed_is_finished_by_the_next(warehouse, three):
    oldest = warehouse / "releases" / three[0]
    oldest.rename(oldest.with_name(f".removing-{three[0]}"))
    assert three[0] not in {release.release_id for release in list_releases(warehouse)}
    prune(warehouse)
    assert {path.name for path in (warehouse / "releases").iterdir()} == set(three[1:])
