"""Files and folders that survive a power cut, and what to tell a user when the disk refuses."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

from tsi_warehouse.core.errors import TsiError, failure

Found = TypeVar("Found")
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
# Windows refuses to replace or open what another process has open just now; POSIX never does.
PATIENCE_SECONDS = 0.0 if os.name == "posix" else 10.0
# Windows flushes only what is open for writing.
_FLUSH_MODE = os.O_RDONLY if os.name == "posix" else os.O_RDWR


@dataclass(frozen=True)
class FileFact:
    """A file's path inside its folder (with forward slashes), its SHA-256 and its size in bytes."""

    path: str
    sha256: str
    size_bytes: int


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_facts(folder: Path, wanted: Callable[[Path], bool] = lambda _: True) -> list[FileFact]:
    """Every wanted file under `folder`, sorted by path; none where the folder is absent.

    `wanted` receives each path relative to `folder`.
    """
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    names = sorted(path.as_posix() for path in found if wanted(path))
    return [file_fact(folder, name) for name in names]


def file_fact(folder: Path, name: str) -> FileFact:
    """What is known of the file `name` in `folder`."""
    path = folder / name
    return FileFact(name, sha256_of(path), path.stat().st_size)


def irregular(folder: Path) -> dict[str, str]:
    """What under `folder` is no regular file and no folder that holds something: path -> what it is.

    A link counts wherever it leads, and a folder that cannot be read as one that holds nothing.
    """
    found = {}
    for here, folders, names in os.walk(folder):
        place = Path(here)
        for path in [place / name for name in (*folders, *names)]:
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                found[path.relative_to(folder).as_posix()] = _KINDS.get(
                    stat.S_IFMT(mode), "no regular file"
                )
        if not folders and not names and place != folder:
            found[place.relative_to(folder).as_posix() + "/"] = "an empty folder"
    return found


_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


def stamps(*folders: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change (ns) of every file, in linked folders too: to see that nothing moved."""
    # Only a refresh needs what reads files.
    from tsi_warehouse.landing.folder import list_files

    found = {}
    for folder in folders:
        for name in list_files(folder):
            path = folder / name
            # One that goes between two looks is not there.
            with suppress(FileNotFoundError):
                if path.is_file() and is_input(Path(name)):
                    facts = path.stat()
                    found[path.as_posix()] = (facts.st_size, facts.st_mtime_ns)
    return found


def is_input(path: Path) -> bool:
    """Not what editors and file managers leave behind."""
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return not hidden and path.name.lower() not in {"thumbs.db", "desktop.ini"}


def size_of(folder: Path) -> int:
    """Bytes in all files under `folder`."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def fsync_folder(folder: Path) -> None:
    """Make names in `folder` durable, on systems that let a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fsync_tree(folder: Path) -> None:
    """Make every file under `folder`, then every folder from the inside out, durable."""
    for here, _, names in os.walk(folder, topdown=False):
        for name in names:
            handle = os.open(os.path.join(here, name), _FLUSH_MODE)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        fsync_folder(Path(here))


def patiently(action: Callable[[], Found]) -> Found:
    """What `action` gives, tried again while another process is in its way (Windows)."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.05)


def replace_path(new: Path, old: Path) -> None:
    """Let `new` take the place and name of `old` in one step, and make that durable."""
    patiently(lambda: os.replace(new, old))
    fsync_folder(old.parent)


def prepared_text(path: Path, text: str) -> Path:
    """A durable file next to `path`, to `replace_path` it: by then a full disk can no longer refuse anything.

    Its name is the same each time, so that killed writers leave no litter; the writer's lock keeps
    two of them apart.
    """
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return fresh


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old text or the new one, never a part."""
    replace_path(prepared_text(path, text), path)


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A file next to the target that takes its place once it is complete."""
    partial = target.with_name(f".{target.name}.part")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def make_read_only(folder: Path) -> None:
    """Take the right to write from every file under `folder`.

    Folders stay as they are: a release may be removed by hand, but no file in it changed.
    """
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def remove_tree(folder: Path) -> None:
    """Remove `folder` and all in it, read-only files too (Windows refuses those otherwise)."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.rmtree(folder)


@contextmanager
def explained(place: Path, *, only_disk: bool = False) -> Iterator[None]:
    """Turn what the disk or DuckDB refuses inside the block into an error a user can act on.

    `only_disk` leaves alone what is no full or forbidden disk, so that a defect keeps its traceback.
    """
    try:
        yield
    except TsiError:
        raise
    except Exception as error:
        number = refused_by_disk(error)
        is_of_disk = isinstance(error, OSError | duckdb.Error)
        if (only_disk or not is_of_disk) and number not in (
            FULL | _FORBIDDEN if is_of_disk else FULL
        ):
            raise
        raise disk_error(number, str(error), place) from error


def refused_by_disk(error: BaseException) -> int | None:
    """What the disk refused: the number of the system's error, wherever a library has put it; None for nothing.

    Libraries wrap it in errors of their own, and DuckDB hands over no number but the system's words.
    """
    waiting: list[BaseException | None] = [error]
    seen: list[BaseException] = []
    while waiting:
        each = waiting.pop(0)
        if each is None or each in seen:
            continue
        seen.append(each)
        if isinstance(each, OSError) and each.errno is not None:
            return each.errno
        if (number := number_in(str(each))) is not None:
            return number
        wrapped = [part for part in each.args if isinstance(part, BaseException)]
        waiting += [each.__cause__, each.__context__, *wrapped]
    return None


def number_in(text: str) -> int | None:
    """The number of the system's error whose words are in a message: a full disk, or no right to write."""
    for number in (*FULL, *_FORBIDDEN):
        with suppress(ValueError):
            if os.strerror(number) in text:
                return number
    return None


def disk_error(number: int | None, cause: str, place: Path) -> TsiError:
    """What to tell a user of it: REL-10 full, REL-11 forbidden, REL-12 anything else."""
    if number in FULL:
        return failure("REL-10", place=place, cause=cause)
    if number in _FORBIDDEN:
        return failure("REL-11", place=place, cause=cause)
    return failure("REL-12", place=place, cause=cause)
