"""Where a study's parts lie: the folder of the contract, and the project that builds it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tsi_warehouse.core.errors import failure

PROJECT = Path(__file__).resolve().parents[3]
#: A release's database file.
DATABASE = "tsi.duckdb"


@dataclass(frozen=True)
class Study:
    """The folders of one study, as absolute paths; `root` is the project itself by default.

    raw, seeds and warehouse may lie elsewhere; `project` is where dbt_project.yml lies.
    """

    root: Path
    raw: Path
    seeds: Path
    warehouse: Path
    project: Path = PROJECT

    @property
    def work(self) -> Path:
        """Scratch space of this study inside the project, safe to delete."""
        if self.is_default:
            return self.project / ".study" / "default"
        import hashlib

        parts = f"{self.raw}\n{self.seeds}\n{self.warehouse}"
        return self.project / ".study" / hashlib.sha256(parts.encode()).hexdigest()[:10]

    @property
    def is_default(self) -> bool:
        """Whether every part is the project's own."""
        return (self.raw, self.seeds, self.warehouse) == tuple(
            self.project / part for part in ("raw", "seeds", "warehouse")
        )


def resolve_study(
    study: str | None = None,
    raw: str | None = None,
    seeds: str | None = None,
    warehouse: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Study:
    """The study that options name, then TSI_*, then the working folder, then the project itself."""
    root = study_root(study, environ)
    given = {"raw": raw, "seeds": seeds, "warehouse": warehouse}
    named = {part: value or environ.get(f"TSI_{part.upper()}") for part, value in given.items()}
    parts = {part: absolute(text) if text else root / part for part, text in named.items()}
    found = Study(root, **parts)
    for folder in (found.root, found.raw, found.seeds):
        if not folder.is_dir():
            raise failure("STUDY-01", folder=folder)
    return found


def study_root(study: str | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of the study that is meant: named, or the nearest at or above the working folder."""
    if named := study or environ.get("TSI_STUDY"):
        return absolute(named)
    here = Path(os.getcwd())
    return next((place for place in (here, *here.parents) if _is_study(place)), PROJECT)


def _is_study(folder: Path) -> bool:
    return (folder / "seeds" / "study_settings.csv").is_file() and (folder / "raw").is_dir()


def absolute(path: str | Path) -> Path:
    """`path` with ~ and .. resolved, but no link."""
    return Path(os.path.abspath(Path(path).expanduser()))


def value_of(option: str, words: Sequence[str]) -> str | None:
    """The value that an option has on a command line, as two words or with =; None without it."""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word == option:
            return following
        if word.startswith(f"{option}="):
            return word.removeprefix(f"{option}=")
    return None


@contextmanager
def variables(values: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for the length of a block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
