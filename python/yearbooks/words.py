"""What one cell's text looks like: a year, a region, a number, a head, a note, or other text.

These are hints for recognising a table. They never change a text and never decide a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto

from .data import VOCABULARY
from .folding import FOOTNOTE_MARKS, seen
from .folding import fold as fold
from .folding import is_blank as is_blank
from .units import split_unit


class Kind(Enum):
    """What a cell's text looks like."""

    BLANK = auto()
    YEAR = auto()
    PERIOD = auto()
    REGION = auto()
    REGION_YEAR = auto()
    NUMBER = auto()
    NOTE = auto()
    TEXT = auto()
    REGION_HEAD = auto()
    YEAR_HEAD = auto()
    SERIES_HEAD = auto()
    VALUE_HEAD = auto()
    UNIT_HEAD = auto()
    CODE_HEAD = auto()
    SERIAL_HEAD = auto()
    NOTE_HEAD = auto()
    PERIOD_HEAD = auto()
    PART_HEAD = auto()
    META_HEAD = auto()
    CORNER = auto()


_WORDS_OF = {
    Kind[f"{name.upper()}_HEAD"]: frozenset(words.split())
    for name, words in VOCABULARY["heads"].items()
}
_HEAD_OF = {word: kind for kind, words in _WORDS_OF.items() for word in words}
HEADS = frozenset(_WORDS_OF) | {Kind.CORNER}
# Heads that make a row the head of a table; a row with only 单位 or 备注 may be a title.
KEY_HEADS = frozenset(
    {Kind.REGION_HEAD, Kind.YEAR_HEAD, Kind.SERIES_HEAD, Kind.CODE_HEAD, Kind.CORNER}
)
_CORNER_DIMENSIONS = frozenset[str]().union(
    *(_WORDS_OF[kind] for kind in (Kind.REGION_HEAD, Kind.YEAR_HEAD, Kind.SERIES_HEAD))
)
_LONGEST_DIMENSION = max(map(len, _CORNER_DIMENSIONS))

_NOTE_NUMBER = re.compile(r"[(（]\s?\d{1,2}\s?[)）]")
_YEAR = re.compile(
    r"(?:19|20)\d\d(?:年|年度|年末|年底|\.0+)?"
    # How Excel shows the date of a yearly value: 2011-12-31, 2011/12/31, 2011年12月31日.
    r"|(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?(?:0?0:00(?::00)?)?"
)
_MONTH_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_CENTURY = r"(?:19|20)\d\d"
_MONTH = r"(?:0?[1-9]|1[0-2])"
# Months, quarters, half-years and spans of months, with their year or without: 2019年1月, 2019-01, Jan-19,
# 2019q1, 1季度, 上半年, 2019年1-3月, 前三季度.
_PERIOD = re.compile(
    rf"(?:{_CENTURY}年?|\d\d年)?(?:{_MONTH}|[一二三四五六七八九十]|十[一二])月(?:份|末|底)?(?:累计|合计)?(?:\d{{1,2}}日)?"
    rf"|(?:{_CENTURY}年?|\d\d年)?{_MONTH}月?[-~–—至到]{_MONTH}月(?:份)?(?:累计|合计)?"
    rf"|(?:{_CENTURY}年?|\d\d年)?(?:第?[一二三四1-4]季度?|前[一二三]季度|[上下]半年)(?:末|累计)?"
    rf"|{_CENTURY}[-/]{_MONTH}|(?:{_CENTURY}|\d\d)[-_ ]?(?:q[1-4]|h[12]|m{_MONTH})"
    rf"|(?:q[1-4]|h[12]|[1-4]q|[12]h)[-'/]?(?:{_CENTURY}|\d\d)"
    rf"|(?:{_MONTH_NAMES})[-'.,/]?(?:{_CENTURY}|\d\d)?|(?:{_CENTURY}|\d\d)[-/]?(?:{_MONTH_NAMES})"
)
# These may be numbers: 201901, 2019.01. Only a whole row or column of them is of months.
_PERIOD_CODE = re.compile(rf"{_CENTURY}(?:[.]?(?:0[1-9]|1[0-2])|[.][1-9])")
_NAME_AND_YEAR = re.compile(rf"(?P<name>\S[^\n]{{0,78}}?)(?<![\d.,])[ _-]?(?P<year>{_CENTURY})年?")
_YEAR_AND_NAME = re.compile(rf"(?P<year>{_CENTURY})年?[ _-]?(?P<name>[^\W\d][^\n]{{0,79}})")
_DATE = re.compile(rf"({_CENTURY})[-/.年]({_MONTH})[-/.月]\d{{1,2}}日?.{{0,8}}")
_NUMBER = re.compile(r"[-+~≈<>(¥$]*\d[\d,.]*(?:e[-+]?\d+)?[%‰]?\)?[%‰]?[*#†‡※]*|[-+]?\.\d+[%‰]?")
_MARKS = frozenset(VOCABULARY["marks"].split())
_NOTE = re.compile(
    r"\s*(?:[(（]?附?注\s*(?:[:：;；.．、)）]|[\d①-⑳(（])|备注\s*[:：]|说明\s*[:：]|数据来源|资料来源|来源\s*[:：]|出处\s*[:：]"
    r"|本表|由\s*EPS|<\w|(?:data\s+)?sources?\s*[:：]|notes?\s*[:：.]|[a-z]\)\s*\S|[①-⑳※]\s*\D)",
    re.IGNORECASE,
)
_CONTINUED = re.compile(
    r"续\s*表|[(（]\s*续|(?<![手连持延后陆])续(?:\s*[\d一二三四五六七八九十]+)?\s*$"
    r"|\bcontinued\b|\bcont'?d\b",
    re.IGNORECASE,
)
_LATIN_TAIL = re.compile(r"(?<=[\u3400-\u9fff])[a-z][a-z .'\-]*$")
_ENGLISH_WORD = re.compile(r"[a-z]{3}")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_SAID_TWICE = re.compile(r"([^()]+)\(([^()]+)\)")
_SEPARATORS = re.compile(r"[\\/|、,和与×x*\-]")
_CACHE_LIMIT = 200_000


def is_continued(text: str) -> bool:
    """Whether `text` says that a table goes on: 续表, 续表1, (续), continued."""
    return bool(_CONTINUED.search(text))


def has_chinese(text: str) -> bool:
    """Whether a Chinese character is in `text`."""
    return any("\u3400" <= character <= "\u9fff" for character in text)


def without_marks(text: str) -> str:
    """`text` without the footnote marks at its end, also numbered ones: 甲省①, 2011(1)."""
    end = len(text)
    while True:
        rest = text[max(0, end - 8) : end].rstrip()
        stop = end - (min(end, 8) - len(rest))
        if rest and (rest[-1] in FOOTNOTE_MARKS or rest[-1] in "#＊"):
            end = stop - 1
        elif rest and rest[-1] in ")）" and (note := _last_note(rest)):
            end = stop - note
        else:
            return text[:end]


def _last_note(text: str) -> int:
    """How long the numbered note at the end of a short text is, as in 2011(1); 0 where there is none."""
    opened = max(text.rfind("("), text.rfind("（"))
    return len(text) - opened if opened >= 0 and _NOTE_NUMBER.fullmatch(text[opened:]) else 0


def without_translation(text: str) -> tuple[str, str]:
    """`text` without the English lines below its Chinese ones in the same cell, and those lines.

    域名数\\nDomain Names is a name and its translation; 人均\\nGDP is one name, and （100 million yuan） a unit.
    """
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if has_chinese(line)), default=None)
    if last is None:
        return text, ""
    below = "\n".join(lines[last + 1 :])
    if not _ENGLISH_WORD.search(_BRACKETED.sub("", below)):
        return text, ""
    return "\n".join(lines[: last + 1]), below


def is_year(text: str) -> bool:
    """Whether `text` is one year: 2011, 2011年, 2011.0, ２０１１, 2011-12-31, also with a footnote."""
    return bool(_YEAR.fullmatch(fold(without_marks(text))))


def without_year(text: str) -> tuple[str, str]:
    """The name and the year that a head joins (fdi2011, gdp_2011, 甲省2013); both '' where it joins none."""
    found = _NAME_AND_YEAR.fullmatch(text.strip())
    return (found["name"], found["year"]) if found else ("", "")


def without_year_before(text: str) -> tuple[str, str]:
    """As `without_year`, of a head that begins with its year: 2013甲省."""
    found = _YEAR_AND_NAME.fullmatch(text.strip())
    return (found["name"], found["year"]) if found else ("", "")


def is_period_code(text: str) -> bool:
    """Whether `text` may be a year and a month, as it may be a number: 201901, 2019.01."""
    return bool(_PERIOD_CODE.fullmatch(fold(text)))


def month_of(text: str) -> tuple[str, str] | None:
    """The year and month of a full date (2019-01-31), None for any other text."""
    found = _DATE.fullmatch(fold(text))
    return (found[1], found[2].lstrip("0")) if found else None


class Vocabulary:
    """The kinds of texts, given the names of regions that the caller knows (hints only)."""

    def __init__(self, region_names: Iterable[str]) -> None:
        """Take region names in any spelling; numeric ones are codes."""
        folded = {fold(name) for name in region_names} - {""}
        self.names = frozenset(name for name in folded if not name.isdigit())
        # 11 and 110000 name a region too, but only in a column that says it holds codes.
        self.codes = folded - self.names
        self._kinds: dict[str, Kind] = {"": Kind.BLANK}

    def kind(self, text: str) -> Kind:
        """What `text` looks like."""
        found = self._kinds.get(text)
        if found is None:
            if len(self._kinds) > _CACHE_LIMIT:
                self._kinds = {"": Kind.BLANK}
            found = self._kinds[text] = self._look(text)
        return found

    def is_region(self, text: str) -> bool:
        """Whether the caller knows `text` as a region, also with a footnote or translation behind."""
        folded = fold(without_marks(text))
        return folded in self.names or _LATIN_TAIL.sub("", folded) in self.names

    def region_year(self, text: str) -> tuple[str, str]:
        """The known region and the year that a text joins (甲省2013, 2013甲省); both '' where it joins none."""
        for name, year in (without_year(text), without_year_before(text)):
            if name and self.is_region(name):
                return name, year
        return "", ""

    def _look(self, text: str) -> Kind:
        if is_blank(text):
            return Kind.BLANK
        if text.isascii() and text.replace(".", "", 1).isdecimal() and not _YEAR.fullmatch(text):
            return Kind.NUMBER
        if is_year(text) or is_year(split_unit(text)[0]):
            return Kind.YEAR
        folded = fold(text)
        if folded in _MARKS or _NUMBER.fullmatch(folded):
            return Kind.NUMBER
        if self.is_region(text):
            return Kind.REGION
        if _PERIOD.fullmatch(folded):
            return Kind.PERIOD
        if self.region_year(text)[1]:
            return Kind.REGION_YEAR
        head = _HEAD_OF.get(folded) or _HEAD_OF.get(_LATIN_TAIL.sub("", folded))
        if head:
            return head
        if twice := _SAID_TWICE.fullmatch(folded):
            # Year (年) says one thing in two words; 单位（个） is a number of units.
            head = _HEAD_OF.get(twice[1])
            if head and head is _HEAD_OF.get(twice[2]):
                return head
        if _is_corner(folded):
            return Kind.CORNER
        if _NOTE.match(seen(text)):
            return Kind.NOTE
        return Kind.TEXT


def _is_corner(folded: str) -> bool:
    """Whether the text names two axes, as 地区\\年份 or 年份/地区 in the corner of a table."""
    parts = [part for part in _SEPARATORS.split(folded) if part]
    if len(parts) == 2:
        return all(part in _CORNER_DIMENSIONS for part in parts)
    return len(parts) == 1 and any(
        folded[:cut] in _CORNER_DIMENSIONS and folded[cut:] in _CORNER_DIMENSIONS
        for cut in range(1, min(len(folded), _LONGEST_DIMENSION + 1))
    )
