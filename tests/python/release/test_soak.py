"""Short forms of benchmarks/soak.py: killed while publishing, read all the while, asked to stop.

Kills over whole refreshes and two at once take minutes: .ci/run calls the script itself.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tsi_warehouse.release.runs import read_runs


def test_killed_while_publishing_nothing_is_lost(soak, warehouse):
    tally = soak.kill_publishing(warehouse, kills=10)
    assert tally["troubles"] == 0
    assert tally["killed"] == 10, "one that ended before its moment is no kill"


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
@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without telling it")
def test_a_refresh_that_is_asked_to_stop_says_how_it_ended(soak, tmp_path):
    """What `kill` and a scheduler's stop send; at its worst inside dbt, which has its own ideas."""
    study = soak.small_study(tmp_path / "study")
    words = ["refresh", "--lang", "en", "--study", str(study)]
    child = subprocess.Popen(
        [sys.executable, "-m", "tsi_warehouse", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    for line in child.stdout:
        if line.startswith("  25 of "):
            child.terminate()
            break
    said = child.stdout.read().splitlines()
    assert child.wait() == 4
    assert said[-1].startswith("exit 4: interrupted; current unchanged; log: ")
    run = read_runs(study / "warehouse")[-1]
    assert (run.outcome, run.exit_code, run.code) == ("failed", 4, "KeyboardInterrupt")
    assert "landing" in run.stages
