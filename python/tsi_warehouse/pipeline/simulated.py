"""Telling simulated input from one's own, so that the two never mix."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tsi_warehouse.core.errors import failure

MARKER = "SIMULATED"
_NOT_DATA = (".md", ".pdf", ".docx")


def simulated_hashes(raw: Path) -> dict[str, str]:
    """Path relative to raw/ -> sha256 of every simulated file; empty where raw/ holds no marker."""
    marker = raw / MARKER
    if not marker.is_file():
        return {}
    lines = marker.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip().lstrip("*"): sha256 for sha256, name in pairs}


def is_simulated(raw: Path) -> bool:
    """Whether what lies in raw/ is marked as simulated."""
    return (raw / MARKER).is_file()


def refuse_mixed_input(raw: Path) -> None:
    """Stop if own files are mixed with the simulated ones, or a simulated file was edited."""
    from tsi_warehouse.landing.folder import list_files
    from yearbooks.folder import shown_name

    simulated = simulated_hashes(raw)
    if not simulated:
        return
    own = [
        shown_name(name)
        for name in list_files(raw)
        if (raw / name).is_file()
        and not _is_no_data(raw / name)
        and simulated.get(name) != _sha256(raw / name)
    ]
    if own:
        # A simulated file that was edited is not called simulated as well.
        untouched = [name for name in simulated if name not in own]
        example = untouched[0] if untouched else MARKER
        shown = ", ".join(own[:5])
        raise failure("RAW-01", raw=raw, shown=shown, example=example)


def _is_no_data(path: Path) -> bool:
    name = path.name.lower()
    return (
        path.name == MARKER
        or name.startswith((".", "~$", "readme"))
        or name in ("thumbs.db", "desktop.ini")
        or name.endswith(_NOT_DATA)
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
