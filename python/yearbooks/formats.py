"""What the number formats of Excel make of a number: percent, dates, zeros in front.

The text is the one that a person sees (45.3%, 03061790), except that no digit is rounded away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

NO_VALUE = "formula without a value"
_MASKED = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|\*.')
_PADDING = re.compile(r"\[[^\[\]]*\]|_.|\*.")
_TOKEN = re.compile(r'\\(.)|"([^"]*)"|(.)')
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+")
# Signs that customs write into a code (0306.17.90); other words round a number are not applied.
_SIGNS = frozenset("-./() ")


@dataclass(frozen=True)
class Format:
    """What the code of a number format does to a number.

    zeros : the figure of a code of fixed length (00000000, 0000.00.00), '' for other formats
    """

    percent: bool = False
    date: bool = False
    code: str = ""
    zeros: str = ""


PLAIN = Format()


@lru_cache(maxsize=1024)
def format_of(code: str) -> Format:
    """What a format's code does to a number."""
    section = code.split(";")[0]
    plain = _MASKED.sub("", section).lower().replace("general", "")
    return Format("%" in plain, bool(re.search(r"[ymdhs]", plain)), code, _zeros(section))


def _zeros(section: str) -> str:
    figure = ""
    for escaped, quoted, plain in _TOKEN.findall(_PADDING.sub("", section)):
        literal = escaped or quoted
        if plain != "0" and (plain == "." or not _SIGNS.issuperset(literal or plain)):
            return ""
        figure += literal or plain
    return figure if figure.count("0") > 1 else ""


def number_text(value: str, style: Format = PLAIN, epoch_1904: bool = False) -> str:
    """A number as text: 2011.0 is 2011, 0.453 with a percent format 45.3%, a date 2011-12-31.

    The shortest text that gives the same double back: 0.30000000000000004 stays, 1.10 becomes 1.1.
    What is no number stays as it is.
    """
    whole, _, fraction = value.partition(".")
    if (
        len(value) <= 15
        and value.isascii()
        and whole.isdecimal()
        and (not fraction or fraction.isdecimal())
        and not (style.date or style.percent or style.zeros)
    ):
        # Up to 15 digits are their own shortest text; this is nearly every cell of a yearbook.
        fraction = fraction.rstrip("0")
        return f"{whole}.{fraction}" if fraction else whole
    if not _NUMBER.fullmatch(value.strip()):
        return value
    number = Decimal(repr(float(value)))
    if not number.is_finite():
        return value
    if style.percent:
        return _plain(number.scaleb(2)) + "%"
    if style.date and (shown := _date_text(number, style.code, epoch_1904)):
        return shown
    text = _plain(number)
    return _padded(text, style.zeros) if style.zeros and text.isdecimal() else text


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _padded(digits: str, figure: str) -> str:
    """Digits put into a figure from the right; those that do not fit come first."""
    left = list(digits)
    shown = [(left.pop() if left else "0") if sign == "0" else sign for sign in reversed(figure)]
    return "".join([*left, *reversed(shown)])


def _date_text(serial: Decimal, code: str, epoch_1904: bool) -> str:
    """A serial number as ISO date (or the year alone where the format shows only that)."""
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)
    if not 0 <= serial < 2_958_466:
        return ""
    moment = start + timedelta(days=float(serial))
    plain = _MASKED.sub("", code).lower()
    if "y" in plain and not re.search(r"[mdhs]", plain):
        return f"{moment.year}年" if "年" in code else str(moment.year)
    return moment_text(moment)


def moment_text(moment: datetime) -> str:
    """A moment as ISO text, without a time of day where it is midnight."""
    if moment.time() == time(0):
        return moment.date().isoformat()
    return moment.isoformat(sep=" ", timespec="seconds")
