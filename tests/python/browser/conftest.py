"""A real browser, Debian's chromium, and a page to show it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report.release_maker import Options, written

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, headless; playwright only drives it and downloads nothing."""
    if not CHROMIUM:
        pytest.skip("needs chromium and fonts-noto-cjk (tests/install-debian.sh)")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright from PyPI")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session", params=["default", "usual", "hostile", "empty"])
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """report/index.html of the default study, of small releases with harmless and with hostile names,
    and of one that has next to nothing."""
    if request.param == "default":
        release: Path = request.getfixturevalue("release")
        return release / "report" / "index.html"
    if request.param == "usual":
        usual: Path = request.getfixturevalue("usual_page")
        return usual
    options = Options(hostile=request.param == "hostile")
    if request.param == "empty":
        options = Options(simulated=False, exports=False, index=False, study=False)
    out = written(tmp_path_factory.mktemp(request.param), options)[1]
    return out / "report" / "index.html"


@pytest.fixture(scope="session")
def usual_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release's page, for what does not depend on its data."""
    return written(tmp_path_factory.mktemp("usual"), Options())[1] / "report" / "index.html"
