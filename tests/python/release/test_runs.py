"""The log of runs survives crashes, and says whether what analysts read is fresh."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tsi_warehouse.core.errors import Exit
from tsi_warehouse.release.lock import WriterLock
from tsi_warehouse.release.runs import LOG, begin_run, end_run, read_runs, withdrawn_releases
from tsi_warehouse.release.status import read_status

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def log_one(warehouse, outcome, moment=NOON, command="refresh", **facts):
    """A run of ten minutes that ended at `moment`."""
    run = begin_run(warehouse, command, moment - timedelta(minutes=10))
    exit_code = 0 if outcome in ("published", "unchanged", "rolled back") else 1
    return end_run(warehouse, run, outcome, exit_code, now=moment, **facts)


def test_a_run_is_read_back_as_it_ended(warehouse):
    ended = log_one(
        warehouse, "failed", code="CHECK-01", message="bad\nnews 坏消息", stages={"a": 1.0}
    )
    assert read_runs(warehouse) == [ended]


def test_a_killed_run_is_known_by_its_missing_end(warehouse):
    begin_run(warehouse, "refresh", NOON)
    assert [run.outcome for run in read_runs(warehouse)] == ["died"]


def test_a_run_that_holds_the_lock_is_running(warehouse):
    run = begin_run(warehouse, "refresh", NOON)
    with WriterLock(warehouse, run_id=run.run_id):
        assert [each.outcome for each in read_runs(warehouse)] == ["running"]
    assert [each.outcome for each in read_runs(warehouse)] == ["died"]


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_a_torn_line_costs_only_itself(warehouse, cut):
    first = log_one(warehouse, "published")
    log_one(warehouse, "failed", NOON + timedelta(days=1))
    path = warehouse / LOG
    path.write_bytes(path.read_bytes()[:-cut])
    third = log_one(warehouse, "unchanged", NOON + timedelta(days=2))
    found = read_runs(warehouse)
    assert (found[0], found[-1]) == (first, third)
    assert len(found) == 3


def test_lines_from_a_later_version_or_another_hand_are_passed_over(warehouse):
    first = log_one(warehouse, "published")
    with (warehouse / LOG).open("a", encoding="utf-8") as stream:
        stream.write('[]\nnull\n"x"\n{"run_id": 1}\n\x00\x00\n')
    assert read_runs(warehouse) == [first]


def test_before_the_first_run_there_is_none(warehouse):
    assert read_runs(warehouse) == []


def test_what_a_rollback_takes_away_stays_away_until_it_comes_back(warehouse):
    log_one(warehouse, "published", release_id="a")
    log_one(warehouse, "published", NOON + timedelta(days=1), release_id="b")
    back = NOON + timedelta(days=2)
    log_one(warehouse, "rolled back", back, "rollback", release_id="a", withdrawn_id="b")
    assert withdrawn_releases(read_runs(warehouse)) == ["b"]
    again = NOON + timedelta(days=3)
    log_one(warehouse, "rolled back", again, "rollback", release_id="b", withdrawn_id="a")
    assert withdrawn_releases(read_runs(warehouse)) == ["a"]


def test_a_warehouse_without_a_release_is_stale(warehouse):
    status = read_status(warehouse, now=NOON)
    assert status.is_stale
    assert status.exit_code == Exit.STALE
    assert "none yet" in status.text("en")


def test_fresh_until_interval_and_tolerance_are_over(warehouse, publish_small):
    name = publish_small(now=NOON).name
    log_one(warehouse, "published", NOON, release_id=name)
    for hours, stale in ((0, False), (29, False), (31, True)):
        status = read_status(warehouse, now=NOON + timedelta(hours=hours))
        assert status.is_stale is stale, hours
        assert status.age == timedelta(hours=hours)
        assert status.next_due == NOON + timedelta(days=1)
    assert not read_status(warehouse, timedelta(days=7), now=NOON + timedelta(hours=31)).is_stale


def test_an_unchanged_input_keeps_an_old_release_fresh(warehouse, publish_small):
    publish_small(now=NOON)
    log_one(warehouse, "published", NOON)
    log_one(warehouse, "unchanged", NOON + timedelta(days=30))
    status = read_status(warehouse, now=NOON + timedelta(days=30, hours=1))
    assert not status.is_stale
    assert status.age == timedelta(days=30, hours=1)


def test_failures_do_not_keep_a_release_fresh(warehouse, publish_small):
    publish_small(now=NOON)
    log_one(warehouse, "published", NOON)
    for day in (1, 2):
        log_one(warehouse, "failed", NOON + timedelta(days=day), code="CHECK-01")
    status = read_status(warehouse, now=NOON + timedelta(days=2))
    assert status.is_stale
    assert status.last_run.outcome == "failed"
    assert "CHECK-01" in status.text("en")
    assert "已过期" in status.text("zh")


def test_a_clock_set_back_makes_no_negative_age(warehouse, publish_small):
    publish_small(now=NOON)
    assert read_status(warehouse, now=NOON - timedelta(days=9)).age == timedelta()


def test_a_success_in_the_future_is_no_success(warehouse, publish_small):
    """The clock was ahead, and set right: nobody has looked at the input since as far as we know."""
    ahead = NOON + timedelta(days=3650)
    publish_small(now=ahead)
    log_one(warehouse, "published", ahead)
    assert read_status(warehouse, now=NOON).is_stale
    log_one(warehouse, "unchanged", NOON)
    assert not read_status(warehouse, now=NOON + timedelta(hours=1)).is_stale


def test_a_run_that_found_another_one_at_work_is_not_the_last_run(warehouse, publish_small):
    publish_small(now=NOON)
    log_one(warehouse, "published", NOON)
    log_one(warehouse, "busy", NOON + timedelta(minutes=1))
    assert read_status(warehouse, now=NOON + timedelta(hours=1)).last_run.outcome == "published"


def test_a_running_refresh_is_shown(warehouse, publish_small):
    publish_small(now=NOON)
    with WriterLock(warehouse):
        assert "running since" in read_status(warehouse, now=NOON).text("en")
    assert "running since" not in read_status(warehouse, now=NOON).text("en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_status_repeats_what_the_last_refresh_said_where_it_failed(warehouse, lang):
    said = "1 check blocks\n  LOSS-02: broadband_ports is lacking"
    log_one(warehouse, "failed", code="CHECK-01", message=said)
    assert "  1 check blocks\n    LOSS-02: broadband_ports" in read_status(
        warehouse, now=NOON
    ).text(lang)

    log_one(warehouse, "published", NOON + timedelta(hours=1), message="all is well")
    assert "all is well" not in read_status(warehouse, now=NOON).text(lang)
