"""What a seed's rows must keep, judged before anything is built: keys, filled cells, known words, settings.

The rules are those of models/seeds/_seeds.yml, which dbt tests again; here each broken one names its row.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tsi_warehouse.core.errors import Text, message
from tsi_warehouse.core.quoting import shown

IGNORE = "ignore"
Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True)
class Rules:
    """The rules of one seed, as models/seeds/_seeds.yml gives them.

    key : columns that no two rows share
    filled : columns that are never empty
    accepted : the texts that a column may hold, or nothing
    ranges : the lowest and highest number that a column may hold, either of them None for no bound
    refers : column -> seed whose first column names what it may hold, besides 'ignore'
    ids : column -> 'id' or 'variable', what kind of plain name it holds (KINDS_OF_ID)
    settings : setting -> what its value may be
    """

    key: Sequence[str] = ()
    filled: Sequence[str] = ()
    accepted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    refers: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


LONGEST_ID = 64
# Ids become names of files, sheets and columns and appear in programs of other languages. A variable is also a term.
KINDS_OF_ID = {
    "id": re.compile(rf"\w(?:[\w. -]{{0,{LONGEST_ID - 2}}}\w)?"),
    "variable": re.compile(rf"[^\W\d]\w{{0,{LONGEST_ID - 1}}}"),
}
_NOTHING = Text("", "")


def at(number: int, column: str, key: str, **values: object) -> Text:
    """What messages.yml says under `key` of one cell of a seed."""
    return message("row and column", number=number, column=column, said=message(key, **values))


def broken_rules(rows: Sequence[Row], rules: Rules) -> Iterator[Text]:
    """Each rule that a row breaks; `rows` are row numbers of the file with their values by column."""
    first_with: dict[tuple[str, ...], int] = {}
    for number, values in rows:
        yield from _broken_cells(number, values, rules)
        key = tuple(values[column] for column in rules.key)
        if rules.key and (first := first_with.setdefault(key, number)) != number:
            named, texts = ", ".join(rules.key), ", ".join(key)
            yield message("row repeats", number=number, first=first, named=named, texts=texts)
    for column in rules.ids:
        yield from _alike(rows, column)


def _broken_cells(number: int, values: Mapping[str, str], rules: Rules) -> Iterator[Text]:
    for column in rules.filled:
        if not values[column]:
            yield at(number, column, "cell is empty")
    for column, kind in rules.ids.items():
        text = values[column]
        plain = KINDS_OF_ID[kind].fullmatch(text) and unicodedata.normalize("NFKC", text) == text
        if text and not plain:
            found = text if len(text) <= LONGEST_ID else f"{text[:LONGEST_ID]}..."
            yield at(number, column, "not expected", found=found, expected=_expected(kind))
    for column, texts in rules.accepted.items():
        if (text := values[column]) and text not in texts:
            listed, near = ", ".join(texts), _near(text, texts)
            yield at(number, column, "not accepted", found=text, listed=listed, near=near)
    for column, (lowest, highest) in rules.ranges.items():
        text = values[column]
        if text and not (
            (lowest is None or float(text) >= lowest)
            and (highest is None or float(text) <= highest)
        ):
            low, high = ("" if bound is None else bound for bound in (lowest, highest))
            yield at(number, column, "not expected", found=text, expected=f"{low} ... {high}")


def _expected(kind: str) -> Text:
    return message(f"kind {kind}", most=LONGEST_ID)


def _alike(rows: Sequence[Row], column: str) -> Iterator[Text]:
    """Ids that differ in capital letters alone: file systems and SQL take them for one."""
    first: dict[str, tuple[int, str]] = {}
    for number, values in rows:
        text = values[column]
        row, other = first.setdefault(text.casefold(), (number, text))
        if text != other:
            yield at(number, column, "alike", text=text, other=other, row=row)


def _near(text: str, known: Sequence[str]) -> Text:
    """The most similar of the known texts, as the end of a message."""
    near = difflib.get_close_matches(text, known, n=1)
    return message("did you mean", near=near[0]) if near else _NOTHING


def unknown_references(
    rows: Sequence[Row], column: str, known: Sequence[str], seed: str
) -> Iterator[Text]:
    """Each text of a column that the seed it refers to does not name: nothing is built from such a row."""
    for number, values in rows:
        text = values[column]
        if text and text != IGNORE and text not in known:
            yield at(number, column, "not in seed", text=text, seed=seed, near=_near(text, known))


def broken_settings(
    rows: Sequence[Row], known: Sequence[str], rules: Mapping[str, Any]
) -> Iterator[Text]:
    """Settings that no study has, and values that they cannot have; `known` are the names of ours."""
    values = {row["setting"]: row["value"] for _, row in rows}
    for number, row in rows:
        name, value = row["setting"], row["value"]
        if name not in known:
            yield at(number, "setting", "no setting", name=name, near=_near(name, known))
        elif value and name in rules and (expected := _unlike(value, rules[name])):
            yield at(number, name, "not expected", found=value, expected=expected)
    for name in ("study_id", "first_year", "last_year"):
        if not values.get(name):
            yield message("setting is missing", name=name)
    first, last = values.get("first_year", ""), values.get("last_year", "")
    if not any(_unlike(year, "year") for year in (first, last)) and first > last:
        yield message("years reversed", first=first, last=last)


def _unlike(value: str, rule: Any) -> Text | None:
    """What a setting's value should be, by its rule in models/seeds/_seeds.yml; None where it is that."""
    if isinstance(rule, list):
        texts = [str(text) for text in rule]
        listed = Text(", ".join(texts), "、".join(texts))
        return None if value in texts else message("one of", listed=listed)
    if isinstance(rule, dict):
        lowest, highest = rule["from"], rule.get("to")
        whole = bool(re.fullmatch(r"[0-9]{1,9}", value)) and int(value) >= lowest
        key = "whole from" if highest is None else "whole from to"
        fits = whole and (highest is None or int(value) <= highest)
        return None if fits else message(key, lowest=lowest, highest=highest)
    fits = value == shown(value) and len(value) <= LONGEST_ID
    patterns = {
        "year": r"(?:19|20)[0-9]{2}",
        "size": r"[1-9][0-9]{0,5}(?:[.][0-9]{1,3})? ?[MGT]i?B",
    }
    if rule in patterns:
        fits = bool(re.fullmatch(patterns[rule], value))
    return None if fits else _expected(rule)
