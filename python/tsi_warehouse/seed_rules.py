"""What a seed's rows must keep, judged before anything is built: keys, filled cells, known words, settings.

The rules are those of models/seeds/_seeds.yml, which dbt tests again; here each broken one is told by its row.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

IGNORE = "ignore"


@dataclass(frozen=True)
class Told:
    """One broken rule, in both languages, without the file's name."""

    en: str
    zh: str


@dataclass(frozen=True)
class Rules:
    """The rules of one seed, as models/seeds/_seeds.yml gives them.

    key : columns that no two rows share
    filled : columns that are never empty
    accepted : the texts that a column may hold, or nothing
    ranges : the lowest and highest number that a column may hold, either of them None for no bound
    refers : column -> seed whose first column names what it may hold, besides 'ignore'
    """

    key: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    accepted: Mapping[str, Sequence[str]] | None = None
    ranges: Mapping[str, tuple[float | None, float | None]] | None = None
    refers: Mapping[str, str] | None = None


Row = tuple[int, Mapping[str, str]]


def broken_rules(rows: Sequence[Row], rules: Rules) -> Iterator[Told]:
    """Each rule that a row breaks; `rows` are row numbers of the file with their values by column."""
    first_with: dict[tuple[str, ...], int] = {}
    for number, values in rows:
        for column in rules.filled:
            if not values[column]:
                yield _told(number, column, "is empty", "为空")
        for column, texts in (rules.accepted or {}).items():
            if values[column] and values[column] not in texts:
                listed = ", ".join(texts)
                yield _told(
                    number,
                    column,
                    f"found {values[column]!r}, expected one of {listed}",
                    f"值为“{values[column]}”，应为其一：{listed}",
                )
        for column, (lowest, highest) in (rules.ranges or {}).items():
            if values[column] and not _within(float(values[column]), lowest, highest):
                bounds = (
                    f"{'' if lowest is None else lowest} ... {'' if highest is None else highest}"
                )
                yield _told(
                    number,
                    column,
                    f"found {values[column]!r}, expected {bounds}",
                    f"值为“{values[column]}”，应为 {bounds}",
                )
        key = tuple(values[column] for column in rules.key)
        if rules.key and first_with.setdefault(key, number) != number:
            named = ", ".join(rules.key)
            yield Told(
                f"row {number} repeats row {first_with[key]} ({named}: {', '.join(key)}); keep one",
                f"第 {number} 行与第 {first_with[key]} 行重复（{named}：{', '.join(key)}）；请只保留一行",
            )


def _within(value: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def unknown_references(
    rows: Sequence[Row], column: str, known: Sequence[str], seed: str
) -> Iterator[Told]:
    """Each text of a column that the seed it refers to does not name: nothing is built from such a row."""
    for number, values in rows:
        text = values[column]
        if text and text != IGNORE and text not in known:
            near = difflib.get_close_matches(text, known, n=1)
            yield _told(
                number,
                column,
                f"{text!r} is not in {seed}.csv" + (f"; did you mean {near[0]!r}?" if near else ""),
                f"{seed}.csv 中没有“{text}”" + (f"；是否为“{near[0]}”？" if near else ""),
            )


def broken_settings(rows: Sequence[Row], known: Sequence[str]) -> Iterator[Told]:
    """Settings that no study has, and values that they cannot have; `known` are the names of ours."""
    values = {row["setting"]: row["value"] for _, row in rows}
    for number, row in rows:
        name, value = row["setting"], row["value"]
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield _told(
                number,
                "setting",
                f"no setting is called {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""),
                f"没有名为“{name}”的设定" + (f"；是否为“{near[0]}”？" if near else ""),
            )
        elif value and name in _SETTINGS and not _SETTINGS[name].holds(value):
            rule = _SETTINGS[name]
            yield _told(
                number,
                name,
                f"found {value!r}, expected {rule.en}",
                f"值为“{value}”，应为{rule.zh}",
            )
    for name in _NEEDED:
        if not values.get(name):
            yield Told(f"the setting {name} is missing", f"缺少设定 {name}")
    first, last = values.get("first_year", ""), values.get("last_year", "")
    if _is_year(first) and _is_year(last) and first > last:
        yield Told(
            f"first_year {first} comes after last_year {last}",
            f"first_year {first} 晚于 last_year {last}",
        )


@dataclass(frozen=True)
class _Setting:
    holds: Callable[[str], bool]
    en: str
    zh: str


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)[0-9]{2}", text))


def _one_of(*texts: str) -> _Setting:
    return _Setting(texts.__contains__, f"one of {', '.join(texts)}", f"其一：{'、'.join(texts)}")


def _whole(lowest: int, highest: float, en: str, zh: str) -> _Setting:
    def holds(text: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{1,9}", text)) and lowest <= int(text) <= highest

    return _Setting(holds, en, zh)


_YEAR = _Setting(_is_year, "a year such as 2011", "年份，如 2011")
_NEEDED = ("study_id", "first_year", "last_year")
# Those that the models read; study/settings.py, memory.py and release/releases.py judge their own.
_SETTINGS = {
    "first_year": _YEAR,
    "last_year": _YEAR,
    "base_year": _YEAR,
    "fill": _one_of("interpolate", "none"),
    "carry": _one_of("none", "forward", "backward", "both"),
    "missing_indicator": _one_of("drop_indicator", "drop_region_year", "stop"),
    "min_months": _whole(1, 12, "a whole number from 1 to 12", "1 至 12 的整数"),
    "digital_high_regions": _whole(1, 1_000_000, "a whole number from 1", "不小于 1 的整数"),
    "export_value_unit": _one_of("USD", "CNY"),
    "prody_level": _one_of("product", "industry", "2", "3", "4", "6", "8", "10"),
}


def _told(number: int, column: str, en: str, zh: str) -> Told:
    return Told(f"row {number}, column {column}: {en}", f"第 {number} 行 {column} 列：{zh}")
