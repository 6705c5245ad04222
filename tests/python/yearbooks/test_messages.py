"""Messages of raw files are data: both languages with the same facts, and docs/messages.md lists every code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tsi_warehouse.core.message_page import page_of_all
from tsi_warehouse.landing.problems import messages
from yearbooks.problems import messages as of_library

PAGES = (of_library(), messages())
WHOLE = {"en", "zh", "remedy_en", "remedy_zh"}
FACT = re.compile(r"{(\w+)")


def test_the_page_of_messages_is_made_of_the_packages(project: Path) -> None:
    assert (project / "docs" / "messages.md").read_text(encoding="utf-8") == page_of_all()


@pytest.mark.parametrize("words", [words for page in PAGES for words in page.values()])
def test_both_languages_name_the_same_facts(words: dict[str, Any]) -> None:
    pieces = list(words.values()) if "en" not in words and "remedy_en" not in words else [words]
    for piece in pieces:
        english = piece.get("en", "") + piece.get("remedy_en", "")
        chinese = piece.get("zh", "") + piece.get("remedy_zh", "")
        assert set(FACT.findall(english)) == set(FACT.findall(chinese))


def test_a_code_is_whole_or_replaces_words_of_the_library() -> None:
    ours, theirs = messages(), of_library()
    assert all(theirs[key].keys() == WHOLE for key in theirs if key != "say")
    replaced = ours.keys() & theirs.keys() - {"say"}
    assert all(ours[key].keys() <= WHOLE for key in replaced)
    assert all(ours[key].keys() == WHOLE for key in ours.keys() - replaced - {"say"})


def test_every_message_is_raised_and_every_raised_message_exists(project: Path) -> None:
    folders = (project / "python" / "yearbooks", project / "python" / "tsi_warehouse" / "landing")
    code = "\n".join(
        path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py")
    )
    raised = set(re.findall(r'Problem\(\s*f?"(LAND-\d\d(?: \w+)?)', code))
    keys = {key for page in PAGES for key in page} - {"say"}
    # These are made of parts: the case is the kind of file, or what there was too little of.
    parts = {"LAND-02", "LAND-02 workbook", "LAND-17 memory", "LAND-17 time"}
    assert raised - keys <= {"LAND-17"}
    assert {key for key in keys if f'"{key}"' not in code} == parts
