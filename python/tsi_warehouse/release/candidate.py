"""A release being built, in a folder of its own; and what a failed one leaves behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tsi_warehouse.core.project import DATABASE, variables
from tsi_warehouse.release.current import RELEASE_ID
from tsi_warehouse.release.files import explained, remove_tree, size_of

ID_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Candidate:
    """A folder that becomes releases/<release_id>/ when everything in it has passed."""

    release_id: str
    folder: Path

    @property
    def database(self) -> Path:
        """The database to build; its storage format must be 'v1.0.0' (DESIGN 6)."""
        return self.folder / DATABASE


def time_of(release_id: str) -> datetime:
    """When a release was begun, from its id."""
    return datetime.strptime(release_id.split("-")[0], ID_TIME).replace(tzinfo=UTC)


def next_release_id(warehouse: Path, content: str, now: datetime | None = None) -> str:
    """An id from the time and the fingerprint `content` of what goes in, later than every id there is.

    Where the clock was set back the time is one second after the latest release or candidate, so
    that ids sort in the order of building whatever the clock says.
    """
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    known = [time_of(path.name) for path in _dated(warehouse)]
    latest = max(known, default=datetime.min.replace(tzinfo=UTC))
    moment = now if now > latest else latest + timedelta(seconds=1)
    return f"{moment.strftime(ID_TIME)}-{content[:8]}"


def new_candidate(warehouse: Path, content: str, now: datetime | None = None) -> Candidate:
    """An empty folder for the next release. Call it as the holder of the writer's lock."""
    release_id = next_release_id(warehouse, content, now)
    folder = warehouse / "candidates" / release_id
    with explained(warehouse):
        folder.mkdir(parents=True)
    return Candidate(release_id, folder)


@contextmanager
def temporary_in(candidate: Candidate) -> Iterator[None]:
    """Let everything temporary, also that of processes begun in the block, lie in the candidate's folder.

    So a full or forbidden folder of the system does not matter, and a killed refresh leaves nothing outside.
    """
    folder = candidate.folder / "tmp"
    with explained(candidate.folder):
        folder.mkdir(exist_ok=True)
    tempdir, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        with variables(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))):
            yield
    finally:
        tempfile.tempdir = tempdir
        shutil.rmtree(folder, ignore_errors=True)


def prune_candidates(warehouse: Path, keep: int = 2, limit_bytes: int = 2 << 30) -> list[str]:
    """Remove failed candidates, all but the latest `keep`, and of those what exceeds the limit; the ids removed.

    Under the writer's lock, and when none is being built, every candidate is a failed one: a run
    that ended badly or a process that died. One larger than the limit is not kept at all; its log
    stands elsewhere. One that cannot be removed now is tried again next time.
    """
    failed = sorted((warehouse / "candidates").glob("*"), reverse=True)
    removed, total = [], 0
    for position, folder in enumerate(failed):
        total += size_of(folder)
        if position >= keep or total > limit_bytes:
            total -= size_of(folder)
            with suppress(OSError):
                remove_tree(folder)
                removed.append(folder.name)
    return removed


def _dated(warehouse: Path) -> list[Path]:
    folders = [*(warehouse / "releases").glob("*"), *(warehouse / "candidates").glob("*")]
    return [folder for folder in folders if RELEASE_ID.fullmatch(folder.name)]
