"""What can be wrong with a file: a code that never changes its meaning, and words for it (messages.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from .data import MESSAGES, read_yaml

#: A text in English and in Chinese.
Pair = tuple[str, str]
Catalogue = Mapping[str, Mapping[str, Any]]

IGNORED = "LAND-00"
NO_TABLE = "LAND-09"
#: Codes of files that are not tables, or whose fault only we can correct.
NOT_DATA = frozenset({"LAND-14", "LAND-16", "LAND-17", "LAND-18", "LAND-26"})
#: Of files that may be tables whatever they are called.
OF_A_TABLE = frozenset({"LAND-01", "LAND-11", "LAND-13"})
#: Of text files too: a table was found in them, with a head and numbers.
OF_A_TABLE_IN_TEXT = frozenset({"LAND-10", "LAND-12", "LAND-21", "LAND-40", "LAND-41", "LAND-42"})
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def messages(page: Path = MESSAGES) -> Catalogue:
    """The messages of a page: code -> en, zh, remedy_en, remedy_zh; `say` -> pieces of them."""
    found: Catalogue = read_yaml(page)
    return found


def say(name: str, /, page: Path = MESSAGES, **facts: Any) -> Pair:
    """A piece of a message; a fact that is a pair is put in by language."""
    words = messages(page)["say"][name]
    return _filled(words["en"], facts, 0), _filled(words["zh"], facts, 1)


def _filled(text: str, facts: Mapping[str, object], lang: int) -> str:
    return text.format(
        **{name: fact[lang] if isinstance(fact, tuple) else fact for name, fact in facts.items()}
    )


def listed(names: Iterable[object]) -> Pair:
    """Names one after the other."""
    texts = [str(name) for name in names]
    return ", ".join(texts), "、".join(texts)


class Problem(Exception):
    """Why a file cannot be read and what to do, in English (`en`) and Chinese (`zh`), under a `code`.

    Parameters
    ----------
    key : a code of the page, or a case of one ('LAND-02 workbook')
    facts : what the message names; a tuple is the English and the Chinese text
    """

    page: ClassVar[Path] = MESSAGES

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.code = key.partition(" ")[0]
        self.facts = facts
        self.words = {**messages(self.page)[key]}

    def reworded(self, own: Catalogue) -> Problem:
        """This problem in the caller's words where it has some: its remedy may be a setting of the caller's."""
        self.words |= own.get(self.args[0], {})
        return self

    @property
    def en(self) -> str:
        """The message in English."""
        return self._text(0)

    @property
    def zh(self) -> str:
        """The message in Chinese."""
        return self._text(1)

    def _text(self, lang: int) -> str:
        """One line, whatever the names of files and the cells in it hold."""
        name, space = (("en", " "), ("zh", ""))[lang]
        text = self.words[name] + space + self.words[f"remedy_{name}"]
        filled = _filled(text, self.facts, lang)
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", filled)

    def __str__(self) -> str:
        """Code and message in English."""
        return f"{self.code}: {self.en}"


def damaged(file: str, cause: object) -> Problem:
    """A workbook whose container or parts cannot be read, or another file that breaks off."""
    case = " workbook" if ".xls" in file.lower() else ""
    return Problem(f"LAND-02{case}", file=file, cause=str(cause)[:120])


def too_large(file: str, found: str, **facts: Any) -> Problem:
    """More than a yearbook table can hold; stops zip bombs and stray data."""
    return Problem("LAND-08", file=file, found=say(found, **facts))
