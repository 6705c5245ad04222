"""Which printed text is a unit of measurement, and how a unit is told from its series' name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .folding import fold

# Words of units as Chinese yearbooks print them; English ones as in their translations.
_WORDS = """
元 美元 人民币 人民币元 港元 欧元 日元 人 人次 人年 人·年 名 位 户 个 件 项 条 家 所 座 处 次 起 例
篇 册 份 张 台 套 辆 艘 架 部 门 线 路 路端 端 端口 回线 信道 对 只 头 匹 株 箱 标准箱 床 间
岁 年 月 日 天 小时 分钟 公里 千米 里 皮长公里 芯公里 芯长公里 对公里 吨公里 人公里
米 平方米 平方公里 平方千米 公顷 亩 立方米 升 吨 公斤 千克 克 千瓦 千瓦时 千瓦小时 度 焦耳
吨标准煤 吨标煤 吨标准油 % ‰ 百分点 倍 比特 字节 兆 gb mb tb km km2 m2 kwh kw
person persons people person-years personyears yuan yuanrmb rmb cny usd us$ dollars usdollars
ton tons hectares unit units household households piece pieces item items case cases sets sq.km
subscribers ports
"""
# A word or a multiple of one: 万吨标煤, 10,000 persons, hundred million yuan. At most one number, and at the
# beginning, so that no text can be read in many ways.
_SCALE = r"(?:十|百|千|万|亿|兆|hundred|thousands?|millions?|billions?|trillions?|mn|bn)"
_WORD = "|".join(sorted(map(re.escape, set(_WORDS.split())), key=len, reverse=True))
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
