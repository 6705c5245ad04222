"""Short forms of benchmarks/soak.py: killed anywhere, read all the while, started twice."""

from __future__ import annotations

import pytest


def test_killed_while_publishing_nothing_is_lost(soak, warehouse):
    tally = soak.kill_publishing(warehouse, kills=10)
    assert tally["troubles"] == 0
    assert tally["killed"] >= 5, "half are killed at a chosen touch of the disk, so they must die"


def test_readers_see_whole_releases_through_every_switch(soak, warehouse):
    tally = soak.read_through_switches(warehouse, switches=4)
    assert tally["troubles"] == 0
    assert tally["queries"] >= 4


def test_the_soak_notices_a_broken_release(soak, warehouse):
    """What the tests above claim could be found wrong."""
    soak.refresh_small(warehouse, "a")
    assert soak.troubles(warehouse) == []
    path = warehouse / "current" / "parquet" / "study_panel.parquet"
    path.chmod(0o644)
    path.write_bytes(b"")
    assert soak.troubles(warehouse) == ["parquet/study_panel.parquet: changed"]
    (warehouse / "current").unlink()
    assert "does not exist" in soak.troubles(warehouse)[0], "who opens the path finds nothing"


@pytest.mark.slow
def test_killed_anywhere_in_a_whole_refresh(soak, tmp_path):
    study = soak.small_study(tmp_path / "study")
    assert soak.kill_refreshes(study, kills=3)["troubles"] == 0
    assert soak.race(study)["troubles"] == 0, "of two at once one publishes; who waits comes next"
