"""The files of a folder, as commands ask for them."""

from __future__ import annotations

from pathlib import Path

from yearbooks import folder, problems

from .problems import as_error


def list_files(top: Path, skip: str = "") -> list[str]:
    """The files below a folder, without hidden folders and a top folder called `skip`.

    Raises
    ------
    TsiError : a folder cannot be read (LAND-15)
    """
    try:
        return folder.list_files(top, skip)
    except problems.Problem as problem:
        raise as_error(problem) from None
