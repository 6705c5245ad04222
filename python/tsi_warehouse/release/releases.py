"""The releases there are: list, resolve, roll back, prune, verify."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from tsi_warehouse.checks.previous import files_compared
from tsi_warehouse.core.errors import Text, TsiError, failure, message
from tsi_warehouse.core.project import DATABASE
from tsi_warehouse.core.warned import Warned, warning
from tsi_warehouse.release.current import RELEASE_ID, current_id, point_current
from tsi_warehouse.release.files import fsync_folder, remove_tree, sha256_of
from tsi_warehouse.release.manifest import (
    MANIFEST,
    Manifest,
    damaged_files,
    read_manifest,
    verify_files,
)
from tsi_warehouse.release.publish import refuse_replacement, whose
from tsi_warehouse.seeds.files import study_setting

REMOVING = ".removing-"


@dataclass(frozen=True)
class Release:
    """A published release: its id, folder, manifest, and whether it is the current one."""

    release_id: str
    folder: Path
    is_current: bool

    @property
    def manifest(self) -> Manifest:
        """Read from the disk each time it is asked for."""
        return read_manifest(self.folder)

    @property
    def published_at(self) -> datetime:
        """When its manifest was written. The id is less reliable: after a clock was ahead, ids run on from
        there, so that they sort in the order of publishing."""
        manifest = self.folder / MANIFEST
        written = (manifest if manifest.is_file() else self.folder).stat().st_mtime
        return datetime.fromtimestamp(written, UTC)

    @property
    def database(self) -> Path:
        """The database file by its own path, which no switch of `current` changes."""
        return self.folder.resolve() / DATABASE


def list_releases(warehouse: Path) -> list[Release]:
    """All releases, the latest first."""
    current = current_id(warehouse)
    folders = [
        path for path in (warehouse / "releases").glob("*") if RELEASE_ID.fullmatch(path.name)
    ]
    return [
        Release(folder.name, folder, folder.name == current)
        for folder in sorted(folders, key=lambda folder: folder.name, reverse=True)
    ]


def find_release(warehouse: Path, name: str = "current") -> Release:
    """The release that `name` means: 'current', 'previous', an id, or the only id that begins so."""
    releases = list_releases(warehouse)
    position = next((at for at, release in enumerate(releases) if release.is_current), None)
    if name == "current" and position is not None:
        return releases[position]
    if name == "current":
        raise failure("REL-22", warehouse=warehouse)
    if name == "previous":
        meant = releases[position + 1 : position + 2] if position is not None else []
    else:
        meant = [release for release in releases if name and release.release_id.startswith(name)]
    if len(meant) != 1:
        number = str(len(meant)) if meant else Text("no", "0")
        raise failure("REL-23", name=name, number=number, warehouse=warehouse)
    return meant[0]


def unchanged(warehouse: Path, fingerprint: str, withdrawn: Sequence[str] = ()) -> Release | None:
    """The release that already says what a refresh would say: publishing again adds nothing.

    It is the current one, or one that was withdrawn by a rollback: that a nightly refresh must not
    bring back what a person took away.
    """
    for release in list_releases(warehouse):
        if (release.is_current or release.release_id in withdrawn) and (
            _fingerprint(release) == fingerprint
        ):
            return release
    return None


def _fingerprint(release: Release) -> str:
    """What a release was made of; '' where its manifest is damaged, so that it is built again."""
    try:
        return release.manifest.fingerprint
    except TsiError:
        return ""


def release_before(warehouse: Path, study_id: str, is_simulated: bool) -> Release | None:
    """The release that a new one is compared with: the current one, or else the latest before it, of the same
    study and kind of data whose compared files are there; None where there is none."""
    releases = list_releases(warehouse)
    start = next((at for at, release in enumerate(releases) if release.is_current), 0)
    for release in releases[start:]:
        folder = release.folder
        compared = {path.relative_to(folder).as_posix() for path in files_compared(folder)}
        damaged = {line.rsplit(": ", 1)[0] for line in damaged_files(folder)}
        if damaged & {*compared, MANIFEST}:
            continue
        manifest = release.manifest
        if (manifest.study_id, manifest.is_simulated) != (study_id, is_simulated):
            continue
        listed = {fact["path"]: fact["sha256"] for fact in manifest.outputs}
        if not compared <= set(listed):
            return None
        if all(sha256_of(folder / name) == listed[name] for name in compared):
            return release
    return None


def warning_of_comparison(warehouse: Path, study_id: str, previous: Release | None) -> list[Warned]:
    """LOSS-00 where the current release is of this study and too damaged to be compared with."""
    current = next((release for release in list_releases(warehouse) if release.is_current), None)
    if current is None or (previous and previous.is_current):
        return []
    damage = verify_files_if_possible(current.folder)
    if not damage or whose(current.folder).study_id != study_id:
        return []
    instead = previous.release_id if previous else ""
    other = message("compared with", release=instead) if instead else Text("nothing", "未作比较")
    return [warning("LOSS-00", 1, current=current, damage=damage[0], instead=other)]


def verify_files_if_possible(folder: Path) -> list[str]:
    """`verify_files`, which a manifest that cannot be read does not stop."""
    return damaged_files(folder) or verify_files(folder)


def warnings_of(release: Path) -> list[Warned]:
    """The warnings of the refresh that made a release; none where it keeps none."""
    path = release / "parquet" / "results" / "warnings.parquet"
    try:
        rows = duckdb.execute(
            "select code, n_found, message_en, message_zh, check_name from read_parquet(?)",
            [str(path)],
        ).fetchall()
    except duckdb.Error:
        return []
    return [Warned(*row) for row in rows]


def refuse_changed_release(release: Release) -> None:
    """Stop before a release that is not as it was published is handed on or made current."""
    differences = verify_files(release.folder)
    if differences:
        raise failure("REL-24", release=release, difference=differences[0])


def rollback(warehouse: Path, name: str = "previous", *, replace: bool = False) -> Release:
    """Make an older release current again, after checking every byte of it.

    Call it as the holder of the writer's lock.
    """
    release = find_release(warehouse, name)
    refuse_changed_release(release)
    manifest = release.manifest
    refuse_replacement(warehouse, manifest.study_id, manifest.is_simulated, replace)
    point_current(warehouse, release.release_id)
    return find_release(warehouse, release.release_id)


def releases_to_keep(seeds: Path) -> int:
    """The setting keep_releases of a study."""
    text = study_setting(seeds, "keep_releases", "10")
    if not text.isdecimal() or int(text) < 1:
        raise failure("REL-61", text=text)
    return int(text)


def prune(
    warehouse: Path,
    keep: int = 10,
    grace: timedelta = timedelta(days=1),
    now: datetime | None = None,
) -> list[str]:
    """Remove old releases, and return their ids; those that cannot be removed now are tried again next time.

    Call it as the holder of the writer's lock, after the switch.

    Parameters
    ----------
    keep : the latest so many stay, and the current one wherever it stands
    grace : a release also stays this long after the next one replaced it; a time further in the
        future than that is the word of a clock that was ahead, and keeps nothing
    """
    now = now or datetime.now(UTC)
    _finish_removals(warehouse)
    releases = list_releases(warehouse)
    replaced_at = [release.published_at for release in releases]
    removed = []
    for position, release in enumerate(releases):
        if position < max(keep, 1) or release.is_current:
            continue
        if abs(now - replaced_at[position - 1]) >= grace and _remove(release):
            removed.append(release.release_id)
    return removed


def readers_of(release: Release) -> bool:
    """Whether a DuckDB process has the release open, this one included.

    DuckDB holds a POSIX read lock while a file is open. A lock is invisible to the process that
    holds it, and any open and close of the file there would drop it: a child asks. On Windows the
    system itself refuses to rename a folder with an open file, so there nobody needs to ask.
    """
    if os.name != "posix":
        return False
    asked = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _ASK_FOR_LOCK, str(release.database)], check=False
    )
    return asked.returncode != 0


# F_GETLK asks for a write lock without taking it; unlike lockf it does not need the right to write.
_ASK_FOR_LOCK = """
import fcntl, struct, sys
mac = sys.platform == "darwin"
layout = "qqihh" if mac else "hhqqi4x"
asked = (0, 0, 0, fcntl.F_WRLCK, 0) if mac else (fcntl.F_WRLCK, 0, 0, 0, 0)
with open(sys.argv[1], "rb") as stream:
    answer = fcntl.fcntl(stream, fcntl.F_GETLK, struct.pack(layout, *asked))
sys.exit(struct.unpack(layout, answer)[3 if mac else 0] != fcntl.F_UNLCK)
"""


def _remove(release: Release) -> bool:
    """Rename first: what is being removed is no release, however far the removal comes."""
    if readers_of(release):
        return False
    doomed = release.folder.with_name(REMOVING + release.release_id)
    try:
        os.rename(release.folder, doomed)
    except OSError:
        return False
    fsync_folder(doomed.parent)
    _finish_removals(doomed.parent.parent)
    return True


def _finish_removals(warehouse: Path) -> None:
    for doomed in (warehouse / "releases").glob(f"{REMOVING}*"):
        with suppress(OSError):
            remove_tree(doomed)
