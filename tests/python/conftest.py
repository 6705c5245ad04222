"""What several rooms of tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]


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
    run = tsi("refresh", "--warehouse", str(warehouse), "--lang", "en")
    assert run.returncode == 0, run.stdout + run.stderr
    (warehouse / "refresh.txt").write_text(run.stdout, encoding="utf-8")
    return warehouse / "current"


@pytest.fixture
def marts(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the default study's release."""
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        yield connection


def tsi(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """One `tsi` command as users run it; TSI_* of the caller's shell do not leak in."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TSI_")}
    environment |= {"PYTHONPATH": str(PROJECT / "python"), "PYTHONUTF8": "1", **variables}
    return subprocess.run(
        [sys.executable, "-m", "tsi_warehouse", *arguments],
        cwd=PROJECT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
