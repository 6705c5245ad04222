"""The writer's lock: one refresh at a time, and it is known whose."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from tsi_warehouse.core.errors import TsiError, failure, message
from tsi_warehouse.release.candidate import prune_candidates
from tsi_warehouse.release.files import explained, patiently, replace_text

POLL_SECONDS = 0.1
# `holder` takes the lock for an instant to ask; a writer that meets it must not give up for that.
SHORTEST_WAIT_SECONDS = 0.3


@dataclass(frozen=True)
class Holder:
    """Who holds, or held, the lock. No user name: releases and logs are handed to others."""

    pid: int
    host: str
    since: str
    run_id: str


@dataclass
class WriterLock:
    """Context manager that makes this process the only writer of `warehouse`.

    The operating system holds the lock and lets go of it when the process dies, however it dies;
    `writer.json` only says who it is. Found without a lock, that note names a dead predecessor:
    `left_behind`.

    It waits `wait` seconds for another writer: 0 gives up at once, math.inf never.
    """

    warehouse: Path
    wait: float = 0.0
    run_id: str = ""
    left_behind: Holder | None = field(default=None, init=False)
    _handle: int = field(default=-1, init=False, repr=False)

    def __enter__(self) -> WriterLock:
        """Take the lock, or raise."""
        with explained(self.warehouse):
            self.warehouse.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self.warehouse / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
        deadline = time.monotonic() + max(self.wait, SHORTEST_WAIT_SECONDS)
        while not _try_lock(self._handle):
            if time.monotonic() >= deadline:
                os.close(self._handle)
                raise _busy(self.warehouse, _noted(self.warehouse))
            time.sleep(POLL_SECONDS)
        self.left_behind = _noted(self.warehouse)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        mine = Holder(os.getpid(), socket.gethostname(), now, self.run_id)
        try:
            self._write_note(mine)
        except TsiError:
            os.close(self._handle)
            raise
        return self

    def _write_note(self, mine: Holder) -> None:
        """Say who holds the lock; where the disk is full, what killed refreshes left makes room first."""
        for may_retry in (True, False):
            try:
                with explained(self.warehouse):
                    replace_text(_note(self.warehouse), json.dumps(asdict(mine)))
                return
            except TsiError as error:
                if error.code != "REL-10" or not (
                    may_retry and prune_candidates(self.warehouse, keep=0)
                ):
                    raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the lock, whatever happened inside."""
        # The note goes first: without it nobody takes a finished writer for a dead one.
        note = _note(self.warehouse)
        with suppress(PermissionError):
            patiently(lambda: note.unlink(missing_ok=True))
        os.close(self._handle)


def holder(warehouse: Path) -> Holder | None:
    """Who is writing now; None when nobody is (a dead writer's note does not count)."""
    path = warehouse / "writer.lock"
    if not path.exists():
        return None
    handle = os.open(path, os.O_RDWR if os.access(path, os.W_OK) else os.O_RDONLY)
    try:
        return None if _try_lock(handle) else _noted(warehouse) or Holder(0, "", "", "")
    finally:
        os.close(handle)


def _note(warehouse: Path) -> Path:
    return warehouse / "writer.json"


def _noted(warehouse: Path) -> Holder | None:
    try:
        return Holder(**json.loads(_note(warehouse).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        """Lock the first byte; Windows drops the lock when the handle or the process closes."""
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        """flock, not lockf: it also keeps two writers of one process apart."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _busy(warehouse: Path, other: Holder | None) -> TsiError:
    who = message("writer", other=other) if other else message("some writer")
    return failure("REL-01", warehouse=warehouse, who=who)
