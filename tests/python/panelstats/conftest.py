"""Helpers on the path, and the mark that validation.md is made from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Tests are imported by path (importmode importlib); their helper module is not on it by itself.
sys.path.insert(0, str(Path(__file__).parent))


def pytest_configure(config: pytest.Config) -> None:
    """The mark from which docs/methodology/validation.md is made."""
    config.addinivalue_line("markers", "checks(method, against, to): what a test validates")
