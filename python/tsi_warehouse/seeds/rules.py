"""What a seed's rows must keep, judged before anything is built: keys, filled cells, known words, settings.

The rules are those of models/seeds/_seeds.yml, which dbt tests again; here each broken one is told by its row.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tsi_warehouse.core.quoting import shown

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
    ids : column -> 'id' or 'variable', what kind of plain name it holds (KINDS_OF_ID)
    """

    key: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    accepted: Mapping[str, Sequence[str]] | None = None
    ranges: Mapping[str, tuple[float | None, float | None]] | None = None
    refers: Mapping[str, str] | None = None
    ids: Mapping[str, str] | None = None


Row = tuple[int, Mapping[str, str]]

LONGEST_ID = 64


@dataclass(frozen=True)
class _Kind:
    pattern: re.Pattern[str]
    en: str
    zh: str


# Ids become names of files, sheets and columns and stand in programs of other languages. A variable is also a term.
KINDS_OF_ID = {
    "id": _Kind(
        re.compile(rf"\w(?:[\w. -]{{0,{LONGEST_ID - 2}}}\w)?"),
        f"1 to {LONGEST_ID} letters and digits, inside also _ . - and blanks",
        f"1 至 {LONGEST_ID} 个文字或数字，中间可用 _ . - 与空格",
    ),
    "variable": _Kind(
        re.compile(rf"[^\W\d]\w{{0,{LONGEST_ID - 1}}}"),
        f"a letter or _, then letters, digits or _, at most {LONGEST_ID}",
        f"以文字或 _ 开头，其后为文字、数字或 _，至多 {LONGEST_ID} 个字符",
    ),
}


def broken_rules(rows: Sequence[Row], rules: Rules) -> Iterator[Told]:
    """Each rule that a row breaks; `rows` are row numbers of the file with their values by column."""
    first_with: dict[tuple[str, ...], int] = {}
    for number, values in rows:
        for column in rules.filled:
            if not values[column]:
                yield _told(number, column, "is empty", "为空")
        for column, kind in (rules.ids or {}).items():
            yield from _bad_id(number, column, values[column], KINDS_OF_ID[kind])
        for column, texts in (rules.accepted or {}).items():
            if values[column] and values[column] not in texts:
                listed = ", ".join(texts)
                yield _told(
                    number,
                    column,
                    f"found '{shown(values[column])}', expected one of {listed}"
                    f"{_near(values[column], texts)[0]}",
                    f"值为“{shown(values[column])}”，应为其一：{listed}{_near(values[column], texts)[1]}",
                )
        for column, (lowest, highest) in (rules.ranges or {}).items():
            if values[column] and not _within(float(values[column]), lowest, highest):
                bounds = (
                    f"{'' if lowest is None else lowest} ... {'' if highest is None else highest}"
                )
                yield _told(
                    number,
                    column,
                    f"found '{shown(values[column])}', expected {bounds}",
                    f"值为“{values[column]}”，应为 {bounds}",
                )
        key = tuple(values[column] for column in rules.key)
        if rules.key and first_with.setdefault(key, number) != number:
            named = ", ".join(rules.key)
            yield Told(
                f"row {number} repeats row {first_with[key]} ({named}: {shown(', '.join(key))}); keep one",
                f"第 {number} 行与第 {first_with[key]} 行重复（{named}：{shown(', '.join(key))}）；请只保留一行",
            )
    for column in rules.ids or {}:
        yield from _alike(rows, column)


def _bad_id(number: int, column: str, text: str, kind: _Kind) -> Iterator[Told]:
    plain = kind.pattern.fullmatch(text) and unicodedata.normalize("NFKC", text) == text
    if text and not plain:
        found = shown(text if len(text) <= LONGEST_ID else f"{text[:LONGEST_ID]}...")
        yield _told(
            number, column, f"found '{found}', expected {kind.en}", f"值为“{found}”，应为{kind.zh}"
        )


def _alike(rows: Sequence[Row], column: str) -> Iterator[Told]:
    """Ids that differ in capital letters alone: file systems and SQL take them for one."""
    first: dict[str, tuple[int, str]] = {}
    for number, values in rows:
        text = values[column]
        other_number, other = first.setdefault(text.casefold(), (number, text))
        if text != other:
            yield _told(
                number,
                column,
                f"'{shown(text)}' and '{shown(other)}' of row {other_number} differ in capital letters alone; "
                "write one way or choose another name",
                f"“{shown(text)}”与第 {other_number} 行的“{shown(other)}”仅大小写不同；请统一写法或另取名称",
            )


def _near(text: str, known: Sequence[str]) -> tuple[str, str]:
    """The most similar of the known texts, as the end of a message in both languages."""
    near = difflib.get_close_matches(text, known, n=1)
    return (f"; did you mean '{near[0]}'?", f"；是否为“{near[0]}”？") if near else ("", "")


def _within(value: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def unknown_references(
    rows: Sequence[Row], column: str, known: Sequence[str], seed: str
) -> Iterator[Told]:
    """Each text of a column that the seed it refers to does not name: nothing is built from such a row."""
    for number, values in rows:
        text = values[column]
        if text and text != IGNORE and text not in known:
            near = _near(text, known)
            yield _told(
                number,
                column,
                f"'{shown(text)}' is not in {seed}.csv{near[0]}",
                f"{seed}.csv 中没有“{shown(text)}”{near[1]}",
            )


def broken_settings(rows: Sequence[Row], known: Sequence[str]) -> Iterator[Told]:
    """Settings that no study has, and values that they cannot have; `known` are the names of ours."""
    values = {row["setting"]: row["value"] for _, row in rows}
    for number, row in rows:
        name, value = row["setting"], row["value"]
        if name not in known:
            near = _near(name, known)
            yield _told(
                number,
                "setting",
                f"no setting is called '{shown(name)}'{near[0]}",
                f"没有名为“{shown(name)}”的设定{near[1]}",
            )
        elif value and name in _SETTINGS and not _SETTINGS[name].holds(value):
            rule = _SETTINGS[name]
            yield _told(
                number,
                name,
                f"found '{shown(value)}', expected {rule.en}",
                f"值为“{shown(value)}”，应为{rule.zh}",
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
    "study_id": _Setting(
        lambda text: text == shown(text) and len(text) <= LONGEST_ID,
        f"at most {LONGEST_ID} visible characters",
        f"至多 {LONGEST_ID} 个可见字符",
    ),
    "first_year": _YEAR,
    "last_year": _YEAR,
    "base_year": _YEAR,
    "fill": _one_of("interpolate", "none"),
    "carry": _one_of("none", "forward", "backward", "both"),
    "missing_indicator": _one_of("drop_indicator", "drop_region_year", "stop"),
    "min_months": _whole(1, 12, "a whole number from 1 to 12", "1 至 12 的整数"),
    "digital_high_regions": _whole(1, 1_000_000, "a whole number from 1", "不小于 1 的整数"),
    "export_value_unit": _one_of("USD", "CNY"),
    "read_seconds": _whole(1, 86_400, "a whole number of seconds from 1", "不小于 1 的整数（秒）"),
    "read_memory": _Setting(
        lambda text: bool(re.fullmatch(r"[1-9][0-9]{0,5}(?:[.][0-9]{1,3})? ?[MGT]i?B", text)),
        "a size such as 4GB",
        "大小，如 4GB",
    ),
    "export_level": _one_of("refuse", "finest", "coarsest", "2", "3", "4", "5", "6", "8", "10"),
    "prody_level": _one_of("product", "industry", "2", "3", "4", "6", "8", "10"),
}


def _told(number: int, column: str, en: str, zh: str) -> Told:
    return Told(f"row {number}, column {column}: {en}", f"第 {number} 行 {column} 列：{zh}")
