"""What several rooms of tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from support import tsi

PROJECT = Path(__file__).resolve().parents[2]

# Commands print in the terminal's own encoding, GBK on many a desk; tests read UTF-8.
os.environ["PYTHONIOENCODING"] = "utf-8"


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference data that is kept beside the project and never committed to it."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs reference data beside the project, absent here: {folder.name}/")
    return folder


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default study's release, refreshed once for all tests; read it, never write to it."""
    warehouse = tmp_path_factory.mktemp("default")
    run = tsi("refresh", "--warehouse", warehouse)
    assert run.returncode == 0, run.stdout + run.stderr
    (warehouse / "refresh.txt").write_text(run.stdout, encoding="utf-8")
    return warehouse / "current"


@pytest.fixture
def marts(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the default study's release."""
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def real_release(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the real yearbook tables, refreshed once for all tests; never write to it."""
    warehouse = tmp_path_factory.mktemp("real")
    raw = shared / "real" / "china_yearbooks"
    run = tsi("refresh", "--raw", raw, "--warehouse", warehouse, "--quiet")
    assert run.returncode == 0, run.stdout + run.stderr
    return warehouse / "current"
