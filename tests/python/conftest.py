"""What several rooms of tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import duckdb
import pytest
from support import EARLY, PROJECT, Begun, early, shared_folder

# Commands print in the terminal's own encoding, GBK on many a desk; tests read UTF-8.
os.environ["PYTHONIOENCODING"] = "utf-8"


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference data that is kept next to the project and never committed to it."""
    return shared_folder()


@pytest.fixture(scope="session", autouse=True)
def begun(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Callable[..., Path]], Path]]:
    """The releases of `support.early` that tests of this run ask for: two refreshes begin now, the
    others as those end, so that memory for a few processes is enough."""
    refreshes: dict[Callable[..., Path], tuple[Path, Begun]] = {}
    # Only pytest knows which of several fixtures of one name an item gets: the last.
    asked = {
        definition.func
        for item in request.session.items
        for *_, definition in item._fixtureinfo.name2fixturedefs.values()
    }
    waiting = [fixture for fixture in EARLY if fixture in asked]

    def begin(fixture: Callable[..., Path]) -> None:
        if fixture in waiting:
            waiting.remove(fixture)
        warehouse = tmp_path_factory.mktemp("early")
        options = EARLY[fixture](warehouse)
        refreshes[fixture] = warehouse, Begun("refresh", *options, "--warehouse", warehouse)

    def begin_next() -> None:
        if waiting:
            with suppress(pytest.skip.Exception):
                begin(waiting[0])

    @cache
    def release(fixture: Callable[..., Path]) -> Path:
        if fixture not in refreshes:
            begin(fixture)
        warehouse, refresh = refreshes[fixture]
        run = refresh.ended()
        begin_next()
        assert run.returncode == 0, run.stdout + run.stderr
        (warehouse / "refresh.txt").write_text(run.stdout, encoding="utf-8")
        return warehouse / "current"

    begin_next()
    begin_next()
    yield release
    for _, refresh in refreshes.values():
        refresh.kill()


@early
def release(warehouse: Path) -> Sequence[str]:
    """The default study's release."""
    return ()


@early
def real_release(warehouse: Path) -> Sequence[str | Path]:
    """The release of the real yearbook tables."""
    return ("--raw", shared_folder() / "real" / "china_yearbooks", "--quiet")


@pytest.fixture
def marts(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the default study's release."""
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as connection:
        yield connection
