"""The log of all runs: one line of JSON when a run begins, one when it ends.

A run that was killed has no second line, and that is how it is known. Lines are only ever added;
one that a power cut tore in two is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.release.current import current_id
from tsi_warehouse.release.files import explained
from tsi_warehouse.release.lock import Holder, WriterLock, holder

LOG = "runs.jsonl"
GOOD_OUTCOMES = ("published", "unchanged")


@dataclass(frozen=True)
class Run:
    """One run, as recorded in the log.

    Attributes
    ----------
    run_id : begins with the time, so that runs sort
    command : 'refresh', 'rollback', 'prune'
    outcome : 'published', 'unchanged', 'rolled back', 'failed', 'busy'; 'running' without an end
        while the process lives, 'died' when it does not
    exit_code, code, message : how it ended; the code of the error and its English text
    release_id : the release that was current at the end
    withdrawn_id : the release that a rollback took away
    """

    run_id: str
    command: str
    started_at: str
    ended_at: str = ""
    outcome: str = "running"
    exit_code: int | None = None
    code: str = ""
    message: str = ""
    release_id: str = ""
    withdrawn_id: str = ""
    stages: Mapping[str, float] = field(default_factory=dict)
    warnings: str = ""


@dataclass
class Record:
    """What a run that is going on will say of itself when it ends; `left_behind` is a writer before it that died."""

    run_id: str
    left_behind: Holder | None = None
    outcome: str = "published"
    release_id: str = ""
    withdrawn_id: str = ""
    stages: Mapping[str, float] = field(default_factory=dict)
    warnings: str = ""

    def facts(self) -> dict[str, Any]:
        """What the log says of a run that ended well, besides its outcome."""
        names = ("release_id", "withdrawn_id", "stages", "warnings")
        return {name: getattr(self, name) for name in names}


@contextmanager
def writing(warehouse: Path, command: str, wait: float = 0.0) -> Iterator[Record]:
    """Be the only writer of `warehouse`, and have the log of runs say how it went."""
    run = _new_run(command)
    record = Record(run.run_id)
    try:
        with WriterLock(warehouse, wait=wait, run_id=run.run_id) as lock:
            _append(warehouse, run)
            record.left_behind = lock.left_behind
            yield record
            end_run(warehouse, run, record.outcome, Exit.OK, **record.facts())
    except BaseException as error:
        known = error if isinstance(error, TsiError) else None
        exit_code = known.exit_code if known else Exit.DEFECT
        # The first error is the one to report: a log on a full disk must not take its place.
        with suppress(TsiError):
            end_run(
                warehouse,
                run,
                "busy" if exit_code == Exit.BUSY else "failed",
                exit_code,
                code=known.code if known else type(error).__name__,
                message=known.en if known else str(error),
                release_id=current_id(warehouse) or "",
                stages=record.stages,
            )
        raise


def begin_run(warehouse: Path, command: str, now: datetime | None = None) -> Run:
    """Note that a run has begun; hand the result to `end_run`."""
    run = _new_run(command, now)
    with explained(warehouse):
        warehouse.mkdir(parents=True, exist_ok=True)
        _append(warehouse, run)
    return run


def end_run(
    warehouse: Path,
    run: Run,
    outcome: str,
    exit_code: int,
    *,
    now: datetime | None = None,
    **facts: Any,
) -> Run:
    """Note how a run ended, and return it as now recorded; `facts` are fields of Run."""
    ended_at = _text(now or datetime.now(UTC))
    ended = replace(run, ended_at=ended_at, outcome=outcome, exit_code=exit_code, **facts)
    with explained(warehouse):
        _append(warehouse, ended)
    return ended


def read_runs(warehouse: Path) -> list[Run]:
    """All runs, the earliest first; the last line about a run counts."""
    known = {item.name for item in fields(Run)}
    found: dict[str, Run] = {}
    for line in _lines(warehouse / LOG):
        try:
            content = json.loads(line)
            run = Run(**{key: value for key, value in content.items() if key in known})
        except (ValueError, TypeError, AttributeError):
            continue
        found[run.run_id] = run
    writing = holder(warehouse)
    alive = {writing.run_id} if writing else set()
    return [
        replace(run, outcome="died")
        if run.outcome == "running" and run.run_id not in alive
        else run
        for run in found.values()
    ]


def open_log(warehouse: Path, command: str, keep: int = 30) -> TextIO | None:
    """A new file in warehouse/logs/ for what a command says; the latest `keep` stay.

    None where it cannot be made: then the command itself will say what is wrong with the disk.
    """
    folder = warehouse / "logs"
    name = f"{datetime.now(UTC).strftime('%Y%m%dT%H%M%SZ')}-{command}-{os.getpid()}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.log"))[: -(keep - 1)]:
            old.unlink(missing_ok=True)
        return (folder / name).open("w", encoding="utf-8")
    except OSError:
        return None


def withdrawn_releases(runs: list[Run]) -> list[str]:
    """Releases that a rollback took away and that none brought back since."""
    withdrawn: dict[str, None] = {}
    for run in runs:
        if run.withdrawn_id:
            withdrawn[run.withdrawn_id] = None
        if run.outcome in ("published", "rolled back"):
            withdrawn.pop(run.release_id, None)
    return list(withdrawn)


def _new_run(command: str, now: datetime | None = None) -> Run:
    now = now or datetime.now(UTC)
    return Run(f"{now.strftime('%Y%m%dT%H%M%S.%fZ')}-{os.getpid()}", command, _text(now))


def _append(warehouse: Path, run: Run) -> None:
    """One write of one line, whatever another process appends at the same time."""
    path = warehouse / LOG
    line = json.dumps(asdict(run), ensure_ascii=False) + "\n"
    with path.open("a+b", buffering=0) as stream:
        if stream.seek(0, os.SEEK_END):
            stream.seek(-1, os.SEEK_END)
            # A line that a power cut tore in two stays by itself.
            line = line if stream.read(1) == b"\n" else f"\n{line}"
        stream.write(line.encode())
        os.fsync(stream.fileno())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
