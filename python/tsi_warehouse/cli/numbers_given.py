"""Numbers on the command line and in the environment: what is none is refused in words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from tsi_warehouse.core.errors import TsiError

#: A century in hours and in seconds: beyond it a number is a slip, and dates overflow.
MOST_HOURS = 876_600.0
MOST_SECONDS = 3600 * MOST_HOURS
_SIZE = re.compile(r"[1-9][0-9]{0,6}(?:[.][0-9]{1,3})? ?[KMGT]i?B", re.IGNORECASE)


def hours(name: str) -> Callable[[str], float]:
    """Reads hours: a number from 0, less than a century."""
    return _number(name, MOST_HOURS, "hours", "小时")


def seconds(name: str) -> Callable[[str], float]:
    """Reads seconds: a number from 0, less than a century."""
    return _number(name, MOST_SECONDS, "seconds", "秒")


def whole(name: str, lowest: int = 0) -> Callable[[str], int]:
    """Reads a whole number from `lowest`."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text) < lowest or len(text) > 9:
            raise _refused(name, text, f"a whole number from {lowest}", f"不小于 {lowest} 的整数")
        return int(text)

    return read


def size(name: str) -> Callable[[str], str]:
    """Reads a size as DuckDB writes it: 500MB, 2GB, 1.5 GiB."""

    def read(text: str) -> str:
        if not _SIZE.fullmatch(text):
            raise _refused(name, text, "a size such as 2GB", "大小，如 2GB")
        return text

    return read


def _number(name: str, most: float, unit_en: str, unit_zh: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        # NaN is not within any bounds.
        if not 0 <= value <= most:
            raise _refused(
                name,
                text,
                f"a number of {unit_en} from 0 to {most:.0f}",
                f"0 至 {most:.0f} 的{unit_zh}数",
            )
        return value

    return read


def _refused(name: str, text: str, en: str, zh: str) -> TsiError:
    return TsiError(
        "CLI-01",
        en=f"{name}: found {text!r}, expected {en}.",
        zh=f"命令行有误：{name} 的值为“{text}”，应为{zh}。",
    )
