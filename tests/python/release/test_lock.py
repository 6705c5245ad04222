"""One writer at a time, of whatever kind and however it ends."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.release import lock
from tsi_warehouse.release.lock import WriterLock, holder

HOLD = """
import sys
from pathlib import Path
from tsi_warehouse.release.lock import WriterLock
with WriterLock(Path(sys.argv[1]), run_id="night"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_writer(warehouse):
    """Another process that holds the lock until its input ends or it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_writer_learns_who_holds_the_lock(warehouse, other_writer):
    with pytest.raises(TsiError) as caught, WriterLock(warehouse):
        pass
    assert (caught.value.code, caught.value.exit_code) == ("REL-01", Exit.BUSY)
    assert str(other_writer.pid) in caught.value.en
    assert str(other_writer.pid) in caught.value.zh
    assert holder(warehouse).run_id == "night"


def test_who_waits_gets_the_lock_when_it_is_free(warehouse, other_writer, monkeypatch):
    true_sleep = time.sleep

    def let_the_other_end_and_sleep(seconds):
        other_writer.stdin.close()
        true_sleep(seconds)

    monkeypatch.setattr(time, "sleep", let_the_other_end_and_sleep)
    with WriterLock(warehouse, wait=math.inf) as mine:
        assert holder(warehouse).pid == os.getpid()
        assert mine.left_behind is None
    assert holder(warehouse) is None


def test_a_dead_writer_blocks_nobody_and_is_named(warehouse, other_writer):
    other_writer.send_signal(signal.SIGKILL)
    other_writer.wait()
    assert (warehouse / "writer.json").exists()
    assert holder(warehouse) is None, "a note without a lock is not a writer"
    with WriterLock(warehouse) as mine:
        assert mine.left_behind.pid == other_writer.pid
    with WriterLock(warehouse) as mine:
        assert mine.left_behind is None


def test_two_writers_of_one_process_are_kept_apart(warehouse):
    with WriterLock(warehouse), pytest.raises(TsiError, match="REL-01"), WriterLock(warehouse):
        pass


def test_an_error_inside_lets_go(warehouse):
    with pytest.raises(ZeroDivisionError), WriterLock(warehouse):
        1 / 0  # noqa: B018
    with WriterLock(warehouse):
        pass


def test_asking_who_writes_never_turns_a_writer_away(warehouse, monkeypatch):
    """Who asks holds the lock for an instant; a writer that comes just then tries again.

    Nothing but sleeping makes this clock go on, so that no slow machine decides.
    """
    with WriterLock(warehouse):
        pass
    now, tries = 0.0, 0
    asking = os.open(warehouse / "writer.lock", os.O_RDWR)
    assert lock._try_lock(asking)

    def sleep(seconds):
        nonlocal now, tries
        now, tries = now + seconds, tries + 1
        os.close(asking)

    monkeypatch.setattr(lock, "time", SimpleNamespace(monotonic=lambda: now, sleep=sleep))
    with WriterLock(warehouse):
        assert tries == 1


def test_a_writer_and_many_who_ask_do_not_trouble_each_other(warehouse, monkeypatch):
    monkeypatch.setattr(lock, "SHORTEST_WAIT_SECONDS", math.inf)
    with WriterLock(warehouse):
        pass
    asking = threading.Event()

    def ask() -> None:
        while not asking.is_set():
            holder(warehouse)

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        for _ in range(50):
            with WriterLock(warehouse):
                pass
    finally:
        asking.set()
        asker.join()


def test_a_torn_note_hides_neither_lock_nor_freedom(warehouse):
    with WriterLock(warehouse):
        (warehouse / "writer.json").write_text('{"pid": 1')
        assert holder(warehouse).pid == 0
        with pytest.raises(TsiError, match="REL-01"), WriterLock(warehouse):
            pass
