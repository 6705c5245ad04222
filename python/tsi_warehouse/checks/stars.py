"""Whether the stars of a cell follow from what is printed in it.

A reader has the coefficient, the number in brackets and the degrees of freedom, each rounded. Stars
follow where some coefficient and standard error that round to the printed ones give them; computed here
from the printed text alone, apart from what printed it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MINUS = "\N{MINUS SIGN}"
LEVELS = (0.1, 0.05, 0.01)
_NUMBER = re.compile(r"(<?)(-?\d+)(?:\.(\d+))?(?:e(-?\d+))?")


class Bounds(NamedTuple):
    """Between which numbers a printed one lies."""

    low: float
    high: float


class Unreadable(ValueError):
    """A printed cell that is no number."""


def printed_bounds(text: str) -> Bounds:
    """What can have been rounded to `text`: '(0.019)' is 0.0185 to 0.0195, '[<0.001]' 0 to 0.001.

    Raises
    ------
    Unreadable : `text` is no number
    """
    bare = text.strip().replace(MINUS, "-").strip("()[]")
    found = _NUMBER.fullmatch(bare)
    if found is None:
        raise Unreadable(text)
    below, _, decimals, power = found.groups()
    value = float(bare.lstrip("<"))
    if below:
        return Bounds(0.0, value)
    half = 0.5 * 10.0 ** (int(power or 0) - len(decimals or ""))
    return Bounds(value - half, value + half)


def stars_follow(coefficient: str, bracket: str, stars: str, df: float | None) -> bool:
    """Whether `stars` follow from a printed coefficient and what its brackets hold.

    Parameters
    ----------
    coefficient : without its marks
    bracket : a standard error, or, where it begins with [ or there are no degrees of freedom, a p-value;
        nothing earns stars where it is empty
    df : degrees of freedom of the t-test

    Raises
    ------
    Unreadable : a part is no number
    """
    if not bracket.strip():
        return stars == ""
    is_p = df is None or bracket.strip().startswith("[")
    p = printed_bounds(bracket) if is_p else _p_bounds(coefficient, bracket, df or 0.0)
    return _count(p.high) <= len(stars) <= _count(p.low)


def _p_bounds(coefficient: str, std_error: str, df: float) -> Bounds:
    """The least and the largest p-value of the t-test, over all that rounds to what is printed."""
    from scipy.special import stdtr

    value, error = printed_bounds(coefficient), printed_bounds(std_error)
    largest = max(abs(value.low), abs(value.high))
    least = 0.0 if value.low <= 0 <= value.high else min(abs(value.low), abs(value.high))
    low = 2 * stdtr(df, -largest / error.low) if error.low > 0 else 0.0
    return Bounds(float(low), float(2 * stdtr(df, -least / error.high)))


def _count(p_value: float) -> int:
    """How many stars a p-value earns."""
    return sum(p_value < level for level in LEVELS)
