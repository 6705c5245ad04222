"""What our seeds changed since a study copied them: no edit is overwritten, none of ours missed.

`tsi init` keeps a second, untouched copy of our seeds in the study. With it three versions can be
distinguished: ours then, ours now, and the study's own.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tsi_warehouse.core.errors import failure
from tsi_warehouse.seeds.files import read_seed, seed_specs

Row = Mapping[str, str]
VERDICTS = {
    "take it": "可直接采用",
    "you have it": "你已采用",
    "you changed it too": "双方均有改动",
}


@dataclass(frozen=True)
class SeedChange:
    """One row that ours changed: as it was at init, as it is now, and as the study has it.

    Each row is its text 'column=value, ...' of the columns that differ anywhere, '' where absent.
    """

    seed: str
    key: str
    at_init: str
    ours_now: str
    yours: str
    verdict: str


def kept_copy(study_root: Path) -> Path:
    """Where a study keeps our seeds as they were when it was made."""
    return study_root / ".tsi" / "seeds-at-init"


def keep_copy(project: Path, study_root: Path) -> None:
    """Keep our seeds as they are now, for later comparison."""
    folder = kept_copy(study_root)
    folder.mkdir(parents=True)
    for path in sorted((project / "seeds").glob("*.csv")):
        shutil.copyfile(path, folder / path.name)


def seed_changes(project: Path, study_root: Path, seeds: Path) -> list[SeedChange]:
    """Every row of every seed that ours changed since `tsi init`, in the order of the seeds."""
    copy = kept_copy(study_root)
    if not copy.is_dir():
        raise failure("SEED-20", copy=copy)
    return [
        change
        for name, key in seed_keys(project).items()
        for change in _changes(
            name,
            key,
            *(read_seed(folder / f"{name}.csv") for folder in (copy, project / "seeds", seeds)),
        )
    ]


def seed_keys(project: Path) -> dict[str, Sequence[str]]:
    """Seed -> the columns that name a row, from the key tests in models/seeds/."""
    return {spec.name: spec.rules.key for spec in seed_specs(project) if spec.rules.key}


def _changes(
    seed: str,
    key: Sequence[str],
    at_init: Sequence[Row],
    ours_now: Sequence[Row],
    yours: Sequence[Row],
) -> list[SeedChange]:
    old, new, own = (_by_key(rows, key) for rows in (at_init, ours_now, yours))
    found = []
    for name in dict.fromkeys([*old, *new]):
        before, now, mine = old.get(name), new.get(name), own.get(name)
        if before == now:
            continue
        verdict = (
            "you have it" if mine == now else "take it" if mine == before else "you changed it too"
        )
        shown = _differing(key, before, now, mine)
        texts = [_text(row, shown) for row in (before, now, mine)]
        found.append(SeedChange(seed, ", ".join(name), texts[0], texts[1], texts[2], verdict))
    return found


def _differing(key: Sequence[str], *rows: Row | None) -> list[str]:
    """Columns to show: all but the key of a row that came or went, else those that differ."""
    there = [row for row in rows if row is not None]
    columns = list(dict.fromkeys(name for row in there for name in row))
    return [
        name
        for name in columns
        if name not in key and (len(there) < len(rows) or len({row.get(name) for row in there}) > 1)
    ]


def _text(row: Row | None, columns: Sequence[str]) -> str:
    return ", ".join(f"{name}={row.get(name, '')}" for name in columns) if row else ""


def _by_key(rows: Sequence[Row], key: Sequence[str]) -> dict[tuple[str, ...], Row]:
    return {tuple(row.get(name, "") for name in key): row for row in rows}
