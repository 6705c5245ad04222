"""What one cell's text looks like: a year, a region, a number, a head, a note, or other text.

These are hints for recognising a table. They never change a text and never decide a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto

from .folding import FOOTNOTE_MARKS, seen
from .folding import fold as fold
from .folding import is_blank as is_blank
from .units import split_unit


class Kind(Enum):
    """What a cell's text looks like."""

    BLANK = auto()
    YEAR = auto()
    REGION = auto()
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
    CORNER = auto()


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HEADS: dict[Kind, frozenset[str]] = {
    Kind.REGION_HEAD: _words("""
        地区 地区名称 地区名 省份 省份名称 省 省市 省区 省区市 省(市) 省(区、市) 省市自治区
        省、自治区、直辖市 各地区 各省
        行政区 行政区域 行政区划 行政区划名称 区域 区域名称 国家 国家地区 省域
        region regions province provinces provincename prov area country reporter"""),
    Kind.YEAR_HEAD: _words("""
        年份 年 年度 年别 时间 统计年份 统计年度 会计年度 数据年份 year years time period"""),
    Kind.SERIES_HEAD: _words("""
        指标 指标名称 指标名 变量 变量名 变量名称 数据项 项目 项目名称 序列 序列名称
        series variable variables var indicator indicators indicatorname indicator_name item"""),
    Kind.VALUE_HEAD: _words("""
        数值 值 指标值 观测值 数据 数据值 value values val obs_value"""),
    Kind.UNIT_HEAD: _words("单位 计量单位 指标单位 unit units"),
    Kind.CODE_HEAD: _words("""
        地区代码 省份代码 省代码 行政区划代码 行政代码 区划代码 行政区域代码 代码 编码 地区编码
        region_code regioncode province_code provincecode adcode code"""),
    Kind.SERIAL_HEAD: _words("序号 编号 行号 id no no. index unnamed:0 rownames"),
    Kind.NOTE_HEAD: _words("""
        备注 注释 说明 注 来源 数据来源 资料来源
        note notes remark remarks comment source"""),
}
_HEAD_OF = {word: kind for kind, words in _HEADS.items() for word in words}
HEADS = frozenset(_HEADS) | {Kind.CORNER}
# Heads that make a row the head of a table; a row with only 单位 or 备注 may be a title.
KEY_HEADS = frozenset(
    {Kind.REGION_HEAD, Kind.YEAR_HEAD, Kind.SERIES_HEAD, Kind.CODE_HEAD, Kind.CORNER}
)
_CORNER_DIMENSIONS = _HEADS[Kind.REGION_HEAD] | _HEADS[Kind.YEAR_HEAD] | _HEADS[Kind.SERIES_HEAD]

_NOTE_NUMBER = re.compile(r"[(（]\s?\d{1,2}\s?[)）]")
_YEAR = re.compile(
    r"(?:19|20)\d\d(?:年|年度|年末|年底|\.0+)?"
    # How Excel shows the date of a yearly value: 2011-12-31, 2011/12/31, 2011年12月31日.
    r"|(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?(?:0?0:00(?::00)?)?"
)
_NUMBER = re.compile(r"[-+~≈<>(¥$]*\d[\d,.]*(?:e[-+]?\d+)?[%‰]?\)?[%‰]?[*#†‡※]*|[-+]?\.\d+[%‰]?")
# Marks in place of a number; macros/missing_mark.sql says what each means, and has single letters too, which
# elsewhere are names.
_MARKS = _words("""
    - -- --- — —— ——— – ―― ― ─ ── ━ ー − ﹣ ‐ ‑ .. ... .... ...... … …… ⋯ ⋯⋯ ··· ・・・ ‥ ‥‥ . · : * ** # ## / \\
    na (na) n/a (n/a) n.a. n.a n.d. n.d nan <na> nil null none missing notavailable (c) (d) (l) (s) (x) (z)
    confidential suppressed withheld 保密 涉密 不公布 不宜公布 无 缺 暂无 不详 未统计 无数据 缺失 暂无数据 数据缺失
    未公布 未提供 不适用 空
    #n/a #div/0! #value! #ref! #name? #num! #null! #spill! #calc! #getting_data""")
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
    """`text` without the footnote marks at its end, also numbered ones: 西藏①, 2011(1)."""
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


class Vocabulary:
    """The kinds of texts, given the region names that the study's seeds know (hints only)."""

    def __init__(self, region_names: Iterable[str]) -> None:
        """Take region names in any spelling; numeric ones are codes."""
        folded = {fold(name) for name in region_names} - {""}
        self.names = frozenset(name for name in folded if not name.isdigit())
        # 11 and 110000 are names of Beijing, but only in a column that says it holds codes.
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
        """Whether the seeds know `text` as a region, also with a footnote or translation behind."""
        folded = fold(without_marks(text))
        return folded in self.names or _LATIN_TAIL.sub("", folded) in self.names

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
        for cut in range(1, len(folded))
    )
