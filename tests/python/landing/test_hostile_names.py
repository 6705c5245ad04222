"""A file whose name holds line breaks or escape sequences is named so that neither a terminal nor a log obeys it."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from tsi_warehouse.cli.check_raw import check_raw
from tsi_warehouse.cli.init import init_study
from tsi_warehouse.core.console import Console
from tsi_warehouse.core.project import resolve_study
from yearbooks import problems

NAMES = ("\x1b[31mred.csv", "a\nexit 0: published.csv", "b\u202egnp.csv", "c\x9b2J.csv", "=cmd.csv")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_no_name_of_a_raw_file_reaches_the_terminal_raw(tmp_path: Path) -> None:
    study = resolve_study(str(init_study(tmp_path / "own")))
    for name in NAMES:
        (study.raw / name).write_bytes(b"\x00\x01\x02 nothing to read")
    stream = io.StringIO()

    check_raw(study, Console("en", stream))

    said = stream.getvalue()
    assert not any(char in said for char in "\x1b\x9b\u202e")
    assert not any(line.startswith("exit 0: published") for line in said.splitlines())
    assert "\\u001b[31mred.csv" in said


def test_a_message_of_landing_is_one_line() -> None:
    error = problems.Problem("LAND-04", file="a\nexit 0.csv", found="x\x1b[2J")
    assert error.en.startswith("a\\u000aexit 0.csv: ")
    assert "\x1b" not in error.zh
