"""What one unit is of another: 万元 is 0.0001 of 亿元, where the arithmetic follows from the words alone."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from .data import VOCABULARY
from .folding import fold
from .units import bare

_SCALES = {word: held for held, words in VOCABULARY["scales"].items() for word in words.split()}
_MEASURES = {
    word: (name, Fraction(held))
    for name, held, words in VOCABULARY["measures"]
    for word in words.split()
}
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
