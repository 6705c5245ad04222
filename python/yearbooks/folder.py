"""What lies in a folder: which files, by which names, and their bytes; never anything but regular files."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .grid import MAX_TEXT_BYTES
from .problems import Pair, Problem, say, too_large

_IGNORED_NAMES = {"thumbs.db", "desktop.ini", "simulated", "truth.csv"}
_IGNORED_ENDINGS = (".pdf", ".docx", ".md")
# Without waiting for a writer, should a pipe take the file's place between two looks.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass
class Listing:
    """What is below a folder, as posix paths relative to it.

    files : everything that is no folder, sorted
    links : folders that were not entered because a link leads to where another path leads too
    """

    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def list_files(folder: Path, skip: str = "") -> list[str]:
    """The files of a listing."""
    return listing(folder, skip).files


def listing(folder: Path, skip: str = "") -> Listing:
    """All files below a folder, without hidden folders and a top folder called `skip`.

    Linked folders are entered like others, once each; first come those that are no links, so that a file
    has its own path where it has one. A folder that is absent holds nothing.
    """
    found = Listing()
    if not folder.exists():
        return found
    entered: set[tuple[int, int]] = set()
    if skip and (folder / skip).is_dir():
        entered.add(_identity(folder / skip))
    waiting = [""]
    linked: list[str] = []
    while waiting or linked:
        here = waiting.pop() if waiting else linked.pop(0)
        try:
            identity = _identity(folder / here)
            if identity in entered or (here and _holds(folder / here, folder)):
                found.links.append(here)
                continue
            entered.add(identity)
            with os.scandir(folder / here) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    name = f"{here}/{entry.name}" if here else entry.name
                    if not entry.is_dir():
                        found.files.append(name)
                    elif not entry.name.startswith(".") and name != skip:
                        (linked if entry.is_symlink() else waiting).append(name)
        except OSError as error:
            cause = error.strerror or type(error).__name__
            raise Problem("LAND-15", folder=shown_name(here) or str(folder), cause=cause) from None
    found.files.sort()
    found.links.sort()
    return found


def _identity(folder: Path) -> tuple[int, int]:
    facts = folder.stat()
    return facts.st_dev, facts.st_ino


def _holds(outer: Path, inner: Path) -> bool:
    """Whether a linked folder holds the one that is being listed."""
    return outer.is_symlink() and inner.resolve().is_relative_to(outer.resolve())


def shown_name(name: str) -> str:
    """A file's name as text that every program can write; names from old Chinese systems are GBK bytes."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        data = os.fsencode(name)
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            return data.decode("utf-8", "backslashreplace")
    return name


def shown_names(names: Iterable[str]) -> dict[str, str]:
    """Each file's name as text by its name on disk; no two texts are the same."""
    shown: dict[str, str] = {}
    taken = {name for name in names if shown_name(name) == name}
    for name in names:
        text = shown_name(name)
        if text != name and text in taken:
            text = os.fsencode(name).decode("utf-8", "backslashreplace")
        taken.add(text)
        shown[name] = text
    return shown


def is_ignored(source_file: str) -> bool:
    """Whether a file is no table by its name: lock, system, document and readme files."""
    name = source_file.rpartition("/")[2].lower()
    return (
        name.startswith(("~$", ".", "readme"))
        or name in _IGNORED_NAMES
        or name.endswith(_IGNORED_ENDINGS)
    )


def read_bytes(path: Path, source_file: str) -> bytes:
    """A file's bytes."""
    try:
        refuse_irregular(path, source_file)
        with open(path, "rb", opener=lambda name, _: os.open(name, _OPEN)) as stream:
            facts = os.fstat(stream.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise Problem("LAND-16", file=source_file, found=_kind(facts.st_mode))
            if facts.st_size > MAX_TEXT_BYTES:
                limit = MAX_TEXT_BYTES // 2**20
                raise too_large(source_file, "larger", limit=limit)
            return stream.read()
    except FileNotFoundError:
        raise Problem("LAND-13", file=source_file) from None
    except OSError as error:
        raise Problem(
            "LAND-01", file=source_file, cause=error.strerror or type(error).__name__
        ) from None


def fingerprint(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file that is not read; nothing of one that cannot be opened."""
    try:
        if path.is_file():
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size
    except OSError:
        pass
    return "", 0


def refuse_irregular(path: Path, source_file: str) -> None:
    """Refuse what would wait for ever or never end: pipes, devices, sockets, and links to them."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise Problem("LAND-16", file=source_file, found=_kind(mode))


def _kind(mode: int) -> Pair:
    for holds, said in (
        (stat.S_ISFIFO, "pipe"),
        (stat.S_ISSOCK, "socket"),
        (stat.S_ISCHR, "device"),
        (stat.S_ISBLK, "device"),
    ):
        if holds(mode):
            return say(said)
    return say("something")
