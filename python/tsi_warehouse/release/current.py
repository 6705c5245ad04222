"""`current`: which release is read, and how that changes in one step.

Where the system has replaceable symbolic links, `current` itself is the truth and `current.txt`
repeats it. Elsewhere (Windows; file systems that refuse links) `current.txt` is the truth, and a
junction follows it for tools that need a path.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from tsi_warehouse.core.errors import failure
from tsi_warehouse.release.files import FULL, explained, patiently, prepared_text, replace_path

RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


def current_id(warehouse: Path) -> str | None:
    """The id of the release that `current` names; None before the first one.

    A name that is no release id, or whose release is gone, counts as none: it cannot be opened.
    """
    link, text = warehouse / "current", warehouse / "current.txt"
    names: list[str] = []
    if os.name == "posix" and link.is_symlink():
        names.append(os.path.basename(os.readlink(link)))
    if text.is_file():
        names.append(patiently(lambda: text.read_text(encoding="utf-8")).strip())
    return next((name for name in names if _is_release(warehouse, name)), None)


def point_current(warehouse: Path, release_id: str) -> str:
    """Make `release_id` the current release; 'symlink', 'junction' or 'text', as the disk allows.

    A reader at any moment finds the old release or the new one. Killed anywhere, the next call puts
    right what is left over; a disk that is full is met before anything is replaced.
    """
    if not _is_release(warehouse, release_id):
        raise failure("REL-20", folder=warehouse / "releases", release_id=release_id)
    link = warehouse / "current"
    if link.is_dir() and not link.is_symlink() and not _is_junction(link):
        raise failure("REL-21", link=link)
    text = warehouse / "current.txt"
    with explained(warehouse):
        fresh_text = prepared_text(text, release_id + "\n")
        fresh_link = _prepared_symlink(link, release_id)
        if fresh_link:
            replace_path(fresh_link, link)
            replace_path(fresh_text, text)
            return "symlink"
        replace_path(fresh_text, text)
        return "junction" if _follow_with_junction(link, release_id) else "text"


def _is_release(warehouse: Path, name: str) -> bool:
    return bool(RELEASE_ID.fullmatch(name)) and (warehouse / "releases" / name).is_dir()


def _prepared_symlink(link: Path, release_id: str) -> Path | None:
    """A link next to `link`, to replace it; None where links are refused. Its target is relative, so
    that a warehouse may be moved."""
    if os.name != "posix":
        return None
    fresh = link.with_name(".current.new")
    fresh.unlink(missing_ok=True)
    try:
        os.symlink(os.path.join("releases", release_id), fresh, target_is_directory=True)
    except (OSError, NotImplementedError) as error:
        # A full disk refuses everything: no reason to take the link away that is there.
        if isinstance(error, OSError) and error.errno in FULL:
            raise
        return None
    return fresh


def _follow_with_junction(link: Path, release_id: str) -> bool:
    """Let `current` follow current.txt as a junction; without one, leave nothing that is stale."""
    if link.is_symlink():
        link.unlink()
    elif _is_junction(link):
        os.rmdir(link)
    if sys.platform == "win32":
        import _winapi

        _winapi.CreateJunction(str(link.parent / "releases" / release_id), str(link))
        return True
    return False


def _is_junction(path: Path) -> bool:
    """Python 3.11 has no os.path.isjunction; readlink answers for junctions, not for folders."""
    if path.is_symlink():
        return False
    try:
        os.readlink(path)
    except OSError:
        return False
    return True
