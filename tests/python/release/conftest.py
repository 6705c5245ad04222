"""Small releases for the tests, in the shape that readers rely on, built in a blink."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tsi_warehouse.release.candidate import Candidate, new_candidate
from tsi_warehouse.release.content import TableContent
from tsi_warehouse.release.files import FileFact
from tsi_warehouse.release.lock import WriterLock
from tsi_warehouse.release.manifest import Ingredients, as_json, build_manifest
from tsi_warehouse.release.publish import publish

Publish = Callable[..., Path]


def ingredients(content: str = "a") -> Ingredients:
    """What a release was made of, as far as a test cares."""
    return Ingredients(raw=[], seeds=[], code=[], packages={}, settings={"content": content})


def build(
    candidate: Candidate, *, study_id: str = "own", simulated: bool = False, shift: float = 0.0
) -> None:
    """A database of two marts (one a view) and a results table; `shift` moves its numbers."""
    with duckdb.connect(
        str(candidate.database), config={"storage_compatibility_version": "v1.0.0"}
    ) as connection:
        connection.execute(
            "create temp table given as select ?::text as release_id, ?::text as study_id, "
            "?::boolean as is_simulated, ?::double as shift",
            [candidate.release_id, study_id, simulated, shift],
        )
        connection.execute(
            """
            create schema staging;
            create schema marts;
            create schema results;
            create table marts.release_info as
            select release_id, timestamp '2026-11-24 17:00:00' as built_at, study_id, is_simulated
            from given;
            create table staging.cells as
            select region.r::text as region_code, 2011 + period.y as year,
                sqrt(region.r * period.y + 1) + given.shift as value
            from range(110, 141) as region(r), range(12) as period(y), given;
            create view marts.study_panel as
            select release_info.release_id, cells.region_code, cells.year, cells.value as dig,
                ln(cells.value) as ln_tsi
            from staging.cells as cells cross join marts.release_info as release_info;
            create table results.estimates as
            select '3' as study_table, 'dig' as term, avg(dig) as coefficient, 0.01 as p_value
            from marts.study_panel;
            """
        )


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """An empty warehouse in a folder whose name SQL and shells stumble over."""
    return tmp_path / "it's 数据 仓库"


@pytest.fixture
def new_small(warehouse: Path) -> Callable[..., Candidate]:
    """A built candidate of `warehouse`, not yet published."""

    def build_one(content: str = "a", **facts: object) -> Candidate:
        candidate = new_candidate(warehouse, ingredients(content).fingerprint)
        build(candidate, **facts)  # type: ignore[arg-type]
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
    """Build and publish a small release as a refresh would; returns its folder."""

    def publish_one(
        content: str = "a", *, now: datetime | None = None, replace: bool = False, **facts: object
    ) -> Path:
        with WriterLock(warehouse):
            candidate = new_candidate(warehouse, ingredients(content).fingerprint, now)
            build(candidate, **facts)  # type: ignore[arg-type]
            return publish(warehouse, candidate, ingredients(content), replace=replace)

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
