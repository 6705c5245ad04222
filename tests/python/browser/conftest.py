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
        pytest.skip("needs chromium (apt-get install chromium fonts-noto-cjk)")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright from PyPI")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session", params=["usual", "hostile"])
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """report/index.html of a small release, with harmless and with hostile names."""
    folder = tmp_path_factory.mktemp(request.param)
    out = written(folder, Options(hostile=request.param == "hostile"))[1]
    return out / "report" / "index.html"
