"""Where a study's parts lie: the folder of the contract, and the project that builds it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tsi_warehouse.core.errors import TsiError

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Study:
    """The folders of one study; every path is absolute.

    Attributes
    ----------
    root : the study's folder, the project itself by default
    raw, seeds, warehouse : its parts, each of which may lie elsewhere
    project : where dbt_project.yml lies
    work : scratch space inside the project, one per study, safe to delete
    """

    root: Path
    raw: Path
    seeds: Path
    warehouse: Path
    project: Path = PROJECT

    @property
    def work(self) -> Path:
        """Scratch space of this study inside the project."""
        if self.is_default:
            return self.project / ".study" / "default"
        key = hashlib.sha256(f"{self.raw}\n{self.seeds}\n{self.warehouse}".encode()).hexdigest()[
            :10
        ]
        return self.project / ".study" / key

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
    """The study that options and environment name; options win, then TSI_*, then the project itself.

    Raises
    ------
    TsiError : STUDY-01 where the named study folder or its raw/ or seeds/ does not exist
    """
    named_root = study or environ.get("TSI_STUDY")
    root = _absolute(named_root) if named_root else PROJECT
    parts = {
        name: _absolute(value) if value else root / name
        for name, value in {
            "raw": raw or environ.get("TSI_RAW"),
            "seeds": seeds or environ.get("TSI_SEEDS"),
            "warehouse": warehouse or environ.get("TSI_WAREHOUSE"),
        }.items()
    }
    found = Study(root=root, raw=parts["raw"], seeds=parts["seeds"], warehouse=parts["warehouse"])
    for folder in (found.root, found.raw, found.seeds):
        if not folder.is_dir():
            raise TsiError(
                "STUDY-01",
                en=f"{folder} is not a folder. Expected a study with raw/, seeds/ and warehouse/; "
                "create one with: tsi init DIR",
                zh=f"{folder} 不是文件夹。研究文件夹应含 raw/、seeds/ 和 warehouse/；可用 tsi init DIR 新建。",
            )
    return found


def _absolute(text: str) -> Path:
    return Path(os.path.abspath(Path(text).expanduser()))
