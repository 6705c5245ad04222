"""Which printed text is a unit of measurement, and how a unit is separated from its series' name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .data import VOCABULARY
from .folding import fold

# A word or a multiple of one: 万吨标煤, 10,000 persons, hundred million yuan. At most one number, and at the
# beginning, so that no text can be read in many ways.
_SCALE = r"(?:十|百|千|万|亿|兆|hundred|thousands?|millions?|billions?|trillions?|mn|bn)"
_WORD = "|".join(sorted(map(re.escape, set(VOCABULARY["units"].split())), key=len, reverse=True))
_QUALIFIER = r"(?:人民币|rmb|标准煤|标煤|标准油)?"
_ONE = re.compile(
    rf"(?:\d[\d,]*(?:\.\d+)?)?(?:{_SCALE})*(?:of)?(?:{_WORD}){_QUALIFIER}"
    rf"|(?:\d[\d,]*(?:\.\d+)?)?(?:{_SCALE})*"
)
_PER = re.compile(r"[/·每]")
_LONGEST = 80
# 2011年, 3月 and 31日 are dates.
_BARE_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?[年月日]?")
_STATED = re.compile(r"^\s*(?:计量)?单\s*位\s*[:：]\s*")
_OPEN, _CLOSE = "（(［[【〔", "）)］]】〕"
_SEPARATORS = "_＿,，、:："


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether `text`, with or without brackets round it, is a unit such as 亿元, %, 人年/万人.

    A year (2011年), a month (3月) and a plain number are none, nor is a formula (进出口/GDP) or a base (上年=100).
    """
    if len(text) > _LONGEST:
        return False
    folded = fold(unicodedata.normalize("NFKC", text))
    if folded[:1] in _OPEN and folded[-1:] in _CLOSE:
        folded = folded[1:-1]
    parts = _PER.split(folded)
    return all(part and _ONE.fullmatch(part) for part in parts) and not all(
        map(_BARE_NUMBER.fullmatch, parts)
    )


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A unit's text without brackets round it and without '单位：' before it."""
    text = _STATED.sub("", text.strip())
    if text[:1] in _OPEN and text[-1:] in _CLOSE:
        text = _STATED.sub("", text[1:-1])
    return text.strip()


@lru_cache(maxsize=4096)
def split_unit(text: str) -> tuple[str, str]:
    """The series' name and unit ('' where none is printed) of a head: GDP（亿元）, GDP_亿元.

    The unit is the last bracket, or what follows the last separator, and only if it is a unit.
    """
    for start, inner in (_last_bracket(text), _after_separator(text)):
        name = text[:start].rstrip()
        if name and start > 0:
            unit = _STATED.sub("", inner).strip()
            if is_unit(unit):
                return name, unit
    return text, ""


def _last_bracket(text: str) -> tuple[int, str]:
    """Where the bracket at the end of a text opens, and what it holds; -1 where there is none."""
    whole = text.rstrip()
    if whole[-1:] not in tuple(_CLOSE):
        return -1, ""
    start = max(map(whole.rfind, _OPEN))
    inner = whole[start + 1 : -1]
    return (start, inner) if not any(mark in inner for mark in _CLOSE) else (-1, "")


def _after_separator(text: str) -> tuple[int, str]:
    """Where the last separator of a text is, and what follows it; -1 where there is none."""
    start = max(map(text.rfind, _SEPARATORS))
    return start, text[start + 1 :]
