"""Small releases for the tests, in the shape that readers rely on, built in a blink."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from tsi_warehouse.release.candidate import Candidate, new_candidate
from tsi_warehouse.release.content import TableContent
from tsi_warehouse.release.files import FileFact
from tsi_warehouse.release.lock import WriterLock
from tsi_warehouse.release.manifest import Ingredients, as_json, build_manifest
from tsi_warehouse.release.publish import publish

Publish = Callable[..., Path]


def _load_soak() -> ModuleType:
    """benchmarks/soak.py, the home of the small database and of the short kills."""
    path = Path(__file__).resolve().parents[3] / "benchmarks" / "soak.py"
    spec = importlib.util.spec_from_file_location("soak", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOAK = _load_soak()
build, ingredients = SOAK.build_small, SOAK.ingredients


@pytest.fixture(scope="session")
def soak() -> ModuleType:
    """The soak script as a module."""
    return SOAK


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """An empty warehouse in a folder whose name SQL and shells stumble over."""
    return tmp_path / "it's 数据 仓库"


@pytest.fixture
def new_small(warehouse: Path) -> Callable[..., Candidate]:
    """A built candidate of `warehouse`, not yet published."""

    def build_one(content: str = "a", **facts: object) -> Candidate:
        candidate = new_candidate(warehouse, ingredients(content).fingerprint)
        build(candidate, **facts)
        return candidate

    return build_one


@pytest.fixture(scope="session")
def build_small() -> Callable[..., None]:
    """Fills a candidate with a small database."""
    return build


@pytest.fixture(scope="session")
def made_of() -> Callable[[str], Ingredients]:
    """What a small release was made of, by a word."""
    return ingredients


@pytest.fixture
def publish_small(warehouse: Path) -> Publish:
    """Build and publish a small release as a refresh would; returns its folder.

    `now` is what the clock said then.
    """

    def publish_one(
        content: str = "a", *, now: datetime | None = None, replace: bool = False, **facts: object
    ) -> Path:
        with WriterLock(warehouse):
            candidate = new_candidate(warehouse, ingredients(content).fingerprint, now)
            build(candidate, **facts)
            release = publish(warehouse, candidate, ingredients(content), replace=replace)
        if now:
            os.utime(release / "manifest.json", (now.timestamp(), now.timestamp()))
        return release

    return publish_one


@pytest.fixture
def write_release(warehouse: Path) -> Callable[..., None]:
    """A release folder that holds only the parquet files and the manifest that a test needs."""

    def write(release_id: str, tables: dict[str, str], raw: dict[str, str] | None = None) -> None:
        folder = warehouse / "releases" / release_id
        folder.mkdir(parents=True)
        for name, sql in tables.items():
            path = folder / "parquet" / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            literal = str(path).replace("'", "''")
            duckdb.execute(f"copy ({sql}) to '{literal}'")
        facts = {"study_id": "own", "is_simulated": False, "built_at": ""}
        files = [FileFact(name, sha256, 1) for name, sha256 in (raw or {}).items()]
        made_of = Ingredients(files, [], [], {}, {})
        counts = {f"marts.{name}": TableContent(_rows(sql), "") for name, sql in tables.items()}
        manifest = build_manifest(release_id, facts, made_of, counts, [], "", [], {})
        (folder / "manifest.json").write_text(as_json(manifest), encoding="utf-8")

    return write


def _rows(sql: str) -> int:
    return int(duckdb.execute(f"select count(*) from ({sql})").fetchall()[0][0])
