"""A small candidate database that passes every check, for tests that spoil it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

SOUND = (Path(__file__).parent / "sound.sql").read_text(encoding="utf-8")


@pytest.fixture
def sound() -> Iterator[duckdb.DuckDBPyConnection]:
    """Staging, seeds, marts and results of two regions and two years, as the gate reads them."""
    with duckdb.connect() as connection:
        connection.execute(SOUND)
        yield connection
