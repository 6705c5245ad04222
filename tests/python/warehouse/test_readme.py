"""The README's promises: the same commands in both languages, and links that lead somewhere."""

import re
from pathlib import Path

import pytest
from support import PROJECT

PAGES = [
    PROJECT / "README.md",
    PROJECT / "README.zh-CN.md",
    PROJECT / "CONTRIBUTING.md",
    PROJECT / "docs/methodology/README.md",
]


def code_blocks(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)```\n(.*?)^ *```", text, flags=re.DOTALL | re.MULTILINE)
    return ["\n".join(line.strip() for line in block.splitlines()) for _, block in blocks]


def commands(page: Path) -> list[str]:
    return [block for block in code_blocks(page) if block.startswith("python ")]


def test_both_languages_have_the_same_command_blocks() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])
    assert commands(PAGES[0])[0] == "python run.py refresh\npython run.py test"
    assert len(commands(PAGES[0])) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8"))
    assert targets
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []
