"""The commands in deploy/ exist, and the runbook has a word on every exit code."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess

import pytest

from tsi_warehouse.cli.main import asked_for
from tsi_warehouse.core.errors import Exit

PLACEHOLDERS = {"ID": "current", "A": "current", "B": "previous", "SECONDS": "60", "秒数": "60"}


def commands_in(text: str) -> set[str]:
    """Every `tsi ...` in a file, without what a shell adds."""
    found = re.findall(r"\btsi(?:\.cmd\\\")? ((?:refresh|releases|status|sql)\b[^`|>&;\n]*)", text)
    # In the batch file a quote that opened before the command closes after it.
    return {words.rstrip('"') if words.count('"') % 2 else words for words in found}


@pytest.fixture
def deploy(project):
    return project / "deploy"


def test_the_runbook_has_a_section_for_every_exit_code_in_both_languages(deploy):
    text = (deploy / "RUNBOOK.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    by_code = {section[0]: section for section in sections if section[0].isdigit()}
    assert sorted(by_code) == [str(int(code)) for code in Exit]
    for section in by_code.values():
        body = section.split("\n", 1)[1]
        english, chinese = body.strip().split("\n\n")
        assert not re.search("[一-鿿]", english)
        assert len(re.findall("[一-鿿]", chinese)) > 30


UNITS = ["tsi-refresh.service", "tsi-refresh-failed.service"]


@pytest.mark.parametrize("name", ["RUNBOOK.md", "READERS.md", "crontab", "windows.cmd", *UNITS])
def test_every_command_they_give_is_one_that_tsi_takes(deploy, name):
    found = commands_in((deploy / name).read_text(encoding="utf-8"))
    assert found
    for words in found:
        known = [PLACEHOLDERS.get(word, word) for word in shlex.split(words)]
        assert asked_for(known).command == known[0]


def test_the_units_are_what_systemd_takes(deploy, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    for unit in deploy.glob("tsi-refresh*"):
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(
            text.replace("/srv/tsi-warehouse/.venv/bin/tsi", "/bin/true"), encoding="utf-8"
        )
    units = sorted(map(str, tmp_path.glob("tsi-refresh*")))
    assert len(units) == 3
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in said.stderr.splitlines() if "tsi-refresh" in line] == []


def test_a_batch_file_is_plain_ascii(deploy):
    """A Chinese Windows reads it in its own encoding."""
    assert (deploy / "windows.cmd").read_bytes().isascii()
