"""messages.yml: every message that code asks for is there, in both languages, and none is left over."""

from __future__ import annotations

import re
from string import Formatter

from support import PROJECT

from tsi_warehouse.core.errors import Text, catalogue, failure, message

PACKAGE = PROJECT / "python" / "tsi_warehouse"
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
#: Asked for by a part of a name: the kinds of a seed's column, and reasons for leaving an indicator out.
BUILT = re.compile(r"kind \w+|no data|incomplete")


def test_every_message_that_code_asks_for_is_there() -> None:
    asked = set(re.findall(r'(?:failure|message|_done)\(\s*"([^"]+)"', SOURCE))
    assert len(asked) > 80
    assert asked - set(catalogue()) == set()


def test_no_message_is_left_over() -> None:
    unused = [
        key
        for key, entry in catalogue().items()
        if f'"{key}"' not in SOURCE and not {"reason", "test"} & set(entry)
    ]
    assert [key for key in unused if not BUILT.fullmatch(key)] == []


def test_a_message_takes_the_same_values_in_both_languages() -> None:
    def names(text: str) -> set[str]:
        return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name}

    differing = [
        key for key, entry in catalogue().items() if names(entry["en"]) != names(entry["zh"])
    ]
    assert differing == []


def test_values_enter_in_each_language_and_break_no_line() -> None:
    found = message("did you mean", near=Text("a", "甲"))
    assert found == ("; did you mean 'a'?", "；是否为“甲”？")
    assert "\\u000a" in message("no raw file", number=1, file="a\nb").en
    error = failure("REL-22", warehouse="{braces} stay")
    assert (error.code, int(error.exit_code)) == ("REL-22", 2)
    assert "{braces} stay has no current release" in error.en
