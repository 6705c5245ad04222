"""The one kind of error a user is meant to act on."""

from __future__ import annotations

from enum import IntEnum
from functools import partial


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
    en, zh : the same message in English and in Chinese
    exit_code : the code of the contract with which a command that meets this error ends
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
