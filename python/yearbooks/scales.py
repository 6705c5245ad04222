"""What one unit is of another: 万元 is 0.0001 of 亿元, where the arithmetic follows from the words alone."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from .folding import fold
from .units import bare

_SCALES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "hundred": 100, "hundreds": 100, "thousand": 1000,
    "thousands": 1000, "million": 10**6, "millions": 10**6, "mn": 10**6, "billion": 10**9, "billions": 10**9,
    "bn": 10**9, "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
# The same measure in other words; the number is how many of the first one the word holds.
_SAME: tuple[tuple[str, Fraction, str], ...] = (
    ("cny", Fraction(1), "元 人民币 人民币元 元人民币 rmb cny yuan yuanrmb rmbyuan chineseyuan"),
    (
        "usd",
        Fraction(1),
        "美元 usd us$ $ dollar dollars usdollar usdollars currentdollars currentusd",
    ),
    ("eur", Fraction(1), "欧元 eur euro euros"),
    ("person", Fraction(1), "人 person persons people"),
    ("person-year", Fraction(1), "人年 人·年 person-year person-years personyear personyears"),
    ("household", Fraction(1), "household households"),
    ("unit", Fraction(1), "unit units"),
    ("ratio", Fraction(1), "比 ratio"),
    ("ratio", Fraction(1, 100), "% percent 百分比"),
    ("ratio", Fraction(1, 1000), "‰ permille"),
    ("metre", Fraction(1), "米 metre metres meter meters"),
    ("metre", Fraction(1000), "公里 千米 km kilometre kilometres kilometer kilometers"),
    ("square metre", Fraction(1), "平方米 m2"),
    ("square metre", Fraction(10**4), "公顷 hectare hectares ha"),
    ("square metre", Fraction(10**6), "平方公里 平方千米 km2 sq.km sqkm"),
    ("square metre", Fraction(10**4, 15), "亩"),
    ("kilogram", Fraction(1), "公斤 千克 kg"),
    ("kilogram", Fraction(1000), "吨 tonne tonnes ton tons"),
    ("coal equivalent", Fraction(1), "吨标准煤 吨标煤 tce"),
    ("kilowatt hour", Fraction(1), "千瓦时 千瓦小时 kwh"),
    ("year", Fraction(1), "年 岁 year years"),
    ("hour", Fraction(1), "小时 hour hours"),
)
_MEASURES = {word: (name, held) for name, held, words in _SAME for word in words.split()}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SUFFIX = re.compile(r"[a-z$]{1,12}")
_BY_LENGTH = sorted(_SCALES, key=len, reverse=True)
_PER = re.compile(r"\bper\b", re.IGNORECASE)
_LONGEST = 80


def multiplier(printed: str, wanted: str) -> float | None:
    """The number that turns a value in the unit `printed` into one in the unit `wanted`.

    None where it does not follow: one of them is blank, or they measure different things, or the words are not
    known (兆 is a million to some and a million millions to others).
    """
    found, asked = _measured(printed), _measured(wanted)
    if found is None or asked is None or found[1] != asked[1]:
        return None
    return float(found[0] / asked[0])


@lru_cache(maxsize=4096)
def _measured(unit: str) -> tuple[Fraction, str] | None:
    """How much of which measure a unit is; None where it is not known. 元/人 measures cny/person."""
    if len(unit) > _LONGEST:
        return None
    text = fold(_PER.sub("/", unicodedata.normalize("NFKC", bare(unit))))
    # 万户 (10k subscribers) says it twice.
    text = text.split("(")[0] or text.strip("()")
    factor, names = Fraction(1), []
    for number, part in enumerate(re.split("[/每]", text)):
        held = _part(part)
        if held is None:
            return None
        factor = factor / held[0] if number else held[0]
        names.append(held[1])
    return factor, "/".join(names)


def _part(text: str) -> tuple[Fraction, str] | None:
    """How much of which measure one side of a unit is: 10,000 persons, 亿元, USD million."""
    factor = Fraction(1)
    if text in _MEASURES:
        return _held(text, factor)
    if number := _NUMBER.match(text):
        factor = Fraction(number[0].replace(",", ""))
        text = text[number.end() :]
    while text and text not in _MEASURES:
        scale = next((word for word in _BY_LENGTH if text.startswith(word)), None)
        if scale is None:
            break
        factor *= _SCALES[scale]
        text = text[len(scale) :]
    text = text.removeprefix("of")
    if text not in _MEASURES and _SUFFIX.fullmatch(text):
        scale = next((word for word in _BY_LENGTH if text.endswith(word)), None)
        if scale is not None and text.removesuffix(scale) in _MEASURES:
            return _held(text.removesuffix(scale), factor * _SCALES[scale])
    return _held(text, factor) if text and "兆" not in text else None


def _held(word: str, factor: Fraction) -> tuple[Fraction, str]:
    name, held = _MEASURES.get(word, (word, Fraction(1)))
    return factor * held, name
