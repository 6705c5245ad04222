"""Small releases, made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from report.release_maker import Options, written


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A release with everything."""
    return written(tmp_path_factory.mktemp("usual"), Options())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A release whose names attack."""
    return written(tmp_path_factory.mktemp("hostile"), Options(hostile=True))
