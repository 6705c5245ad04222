"""Work shared among processes gives what one process gives, and a worker never outlives its caller."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from support import PROJECT

from tsi_warehouse.core import workers
from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.workers import ALONE, Crew, Worker, crew

_OWN_PROCESS = os.getpid()


def _process(_: int) -> int:
    return os.getpid()


def _double(number: int) -> int:
    print("a library that prints")
    return 2 * number


def _refuse_three(number: int) -> int:
    if number == 3:
        raise TsiError("TEST-01", en="no three", zh="不要三", exit_code=Exit.INPUT)
    return number


def _die(number: int) -> int:
    os._exit(9)


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers import this module, from which they get their functions."""
    monkeypatch.syspath_prepend(str(PROJECT))


@pytest.fixture
def two(importable: None) -> Iterator[Crew]:
    """Two workers, whatever the machine has."""
    made = Crew((Worker(), Worker()))
    yield made
    for worker in made.workers:
        worker.stop()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10])
def test_a_crew_gives_what_one_process_gives_in_order(two: Crew, count: int) -> None:
    numbers = list(range(count))
    assert two.map(_double, numbers) == ALONE.map(_double, numbers) == [2 * n for n in numbers]


def test_each_worker_and_this_process_do_a_share(two: Crew) -> None:
    processes = two.map(_process, range(6))
    assert processes[0::3] == [_OWN_PROCESS] * 2
    assert len(set(processes)) == 3


def test_what_a_worker_raises_is_raised_here_and_the_crew_goes_on(two: Crew) -> None:
    with pytest.raises(TsiError, match="TEST-01: no three") as caught:
        two.workers[0].ask(_refuse_three, 3)
    assert caught.value.zh == "不要三"
    assert two.map(_refuse_three, [1, 2]) == [1, 2]


def test_a_started_call_is_waited_for_and_its_error_raised(two: Crew) -> None:
    first, second = two.workers
    first.begin(os.getpid)
    assert first.ask(_double, 4) == 8
    second.begin(partial(_refuse_three, 3))
    with pytest.raises(TsiError, match="no three"):
        second.ask(_double, 4)
    assert second.ask(_double, 5) == 10


def test_waiting_raises_what_was_begun_and_returns_where_nothing_was(two: Crew) -> None:
    worker = two.workers[0]
    worker.wait()
    worker.begin(partial(_refuse_three, 3))
    with pytest.raises(TsiError, match="no three"):
        worker.wait()


def test_a_call_that_would_end_the_worker_is_reported(two: Crew) -> None:
    with pytest.raises(RuntimeError, match="would have ended the process"):
        two.workers[0].ask(sys.exit, 0)
    assert two.workers[0].ask(_double, 4) == 8


def test_a_worker_that_dies_is_reported(importable: None) -> None:
    worker = Worker()
    with pytest.raises(TsiError, match=r"WORK-01.*ended before it was finished"):
        worker.ask(_die, 1)
    worker.stop()


def test_one_core_has_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: 1)
    with crew() as alone:
        assert alone.workers == ()
        assert alone.map(_double, [1, 2]) == [2, 4]


@pytest.mark.skipif(
    sys.platform == "win32", reason="asks for a process by its number as POSIX does"
)
def test_a_worker_ends_when_its_caller_is_killed() -> None:
    script = (
        "from tsi_warehouse.core.workers import Worker; import os, time; worker = Worker();"
        "print(worker.ask(os.getpid), flush=True); time.sleep(600)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    caller = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment
    )
    assert caller.stdout is not None
    number = int(caller.stdout.readline())
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    while _runs(number):
        time.sleep(0.05)


def _runs(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
