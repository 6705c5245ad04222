"""The one kind of error a user is meant to act on, and the messages of messages.yml in both languages."""

from __future__ import annotations

import string
from collections.abc import Iterable
from enum import IntEnum
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from tsi_warehouse.core.data_files import read_yaml


class Exit(IntEnum):
    """Exit codes of every command (deploy/RUNBOOK.md has a paragraph for each)."""

    OK = 0
    CHECK_FAILED = 1
    INPUT = 2
    BUSY = 3
    DEFECT = 4
    STALE = 5


class TsiError(Exception):
    """What went wrong, where, what was expected and what to do, in both languages.

    Parameters
    ----------
    code : stable short code such as 'LAND-03'; users search for it, so it never changes its meaning
    exit_code : the code with which a command that meets this error ends
    """

    def __init__(self, code: str, *, en: str, zh: str, exit_code: int = Exit.INPUT) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.en = en
        self.zh = zh
        self.exit_code = Exit(exit_code)

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild from all of its parts where one process hands it to another."""
        rebuild = partial(TsiError, self.code, en=self.en, zh=self.zh, exit_code=self.exit_code)
        return (rebuild, ())

    def text(self, lang: str) -> str:
        """The message in `lang` ('zh' or 'en'), its code first."""
        return f"{self.code}: {self.zh if lang == 'zh' else self.en}"


class Text(NamedTuple):
    """The same words in both languages."""

    en: str
    zh: str


class Ending(NamedTuple):
    """How a command ended: its exit code, what the last line says, and the whole message where it failed."""

    code: Exit = Exit.OK
    cause: Text = Text("", "")
    message: Text = Text("", "")


def message(key: str, /, **values: object) -> Text:
    """The message `key` of messages.yml; a value that has Chinese words enters in each language's words."""
    entry = catalogue()[key]
    return Text(*(_filled(entry[lang], values, lang) for lang in Text._fields))


def failure(key: str, /, **values: object) -> TsiError:
    """The error of messages.yml that is called `key`: its code, and a word where one code has several messages."""
    en, zh = message(key, **values)
    exit_code = catalogue()[key].get("exit", Exit.INPUT)
    return TsiError(key.split(" ")[0], en=en, zh=zh, exit_code=exit_code)


def listed(problems: Iterable[TsiError], start: str = "  ") -> Text:
    """Each problem on a line of its own, its code first."""
    found = list(problems)
    en = "\n".join(f"{start}{problem.code}: {problem.en}" for problem in found)
    return Text(en, "\n".join(f"{start}{problem.code}：{problem.zh}" for problem in found))


@cache
def catalogue() -> dict[str, Any]:
    """messages.yml: key -> en, zh, and the exit code where it is not 2."""
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("messages.yml"))
    return found


def _filled(template: str, values: dict[str, object], lang: str) -> str:
    own = {
        name: getattr(value, lang, value) if isinstance(value, (Text, str)) else value
        for name, value in values.items()
    }
    return _Words().vformat(template, (), own)


class _Words(string.Formatter):
    """Templates in which {name!v} is a text from the data, shown so that it begins no line of its own."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion != "v":
            return super().convert_field(value, conversion)
        from tsi_warehouse.core.quoting import shown

        return shown(str(value))
