"""What the head of an export file says: which column holds which concept, and what it lacks.

The names are rows of a seed (header, concept, unit); this module is given them and knows none itself.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from yearbooks.problems import Pair, Problem
from yearbooks.units import split_unit
from yearbooks.words import fold, is_blank, is_year

from .problems import ExportProblem, say

CONCEPTS = (
    *("region", "region_code", "year", "month", "date", "industry", "product", "hs_code", "value"),
    *("partner", "quantity", "unit"),
)
IGNORE = "ignore"
# What an industry or product is printed as, and the columns it is then taken from, the surest first.
# Customs codes are kept apart: their digits mean other goods than the same digits of the industries seed.
CODINGS = {"industry": ("industry", "product"), "hs_code": ("hs_code",), "product": ("product",)}
_TIMES = ("year", "month", "date")
# Each group of concepts of which a head needs one, under the concept that a remedy proposes.
_NEEDED = {
    "region": ("region", "region_code"),
    "year": _TIMES,
    "hs_code": ("industry", "product", "hs_code"),
    "value": ("value",),
}
# Names that data sets of other countries use; they only word the remedy, nothing is read by them.
_LIKELY = {
    "region": "reporterdesc reporter exporter nom_entidad entidad estado state prov geo "
    "ref_area 境内货源地 货源地 country",
    "year": "refyear anio ano año period time date fecha 时间",
    "hs_code": "cmdcode commodity_code hs ncm tariff 编码 编号",
    "industry": "codigo_scian scian naics sitc isic cnae nace sector commodity",
    "value": "primaryvalue tradevalue fobvalue val_usd valor value val fob usd amount 额 金额 值",
}
_BACI = {"t": "year", "i": "region", "k": "hs_code", "v": "value"}
_BACI_UNIT = "thousand USD"
_SHOWN = 12


@dataclass(frozen=True)
class Meaning:
    """The concept of a column's name, and the unit that comes with the name ('' where none does)."""

    concept: str
    unit: str = ""


class HeadNames:
    """The accepted names of columns, from rows with header, concept and, optionally, unit."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Take the rows of the seed; names are compared folded."""
        self._meanings = {
            fold(row["header"]): Meaning(row["concept"], row.get("unit") or "") for row in rows
        }

    def meaning(self, text: str) -> Meaning | None:
        """What a column's name means, also with its unit behind it (出口额（万美元）); None if unknown."""
        found = self._meanings.get(fold(text))
        if found is None and text.strip():
            name, unit = split_unit(text)
            found = self._meanings.get(fold(name)) if unit else None
            found = Meaning(found.concept, unit) if found else None
        return found

    def signature(self) -> str:
        """A text that differs where the names do."""
        return repr(sorted((key, *vars(value).values()) for key, value in self._meanings.items()))


@dataclass(frozen=True)
class Head:
    """Where the columns of an export file are.

    columns : concept -> 0-based columns, the first that is filled counts
    across : column -> (concept of the head's text, that text, unit printed with it); empty if long
    unit : unit that the value's name states; '' where it states none
    unread : names of further value columns, which say the same in another currency
    unclear : names of value columns of which none is known to be the right one
    """

    columns: dict[str, list[int]]
    across: dict[int, tuple[str, str, str]]
    width: int
    unit: str = ""
    unread: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    texts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def written(self) -> list[str]:
        """The columns that the file gets where it is rewritten."""
        found = {*self.columns, *(concept for concept, _, _ in self.across.values())}
        return [concept for concept in CONCEPTS if concept in found | {"value", "unit"}]


def head_of(row: Sequence[str], names: HeadNames, given: Iterable[str] = ()) -> Head | None:
    """What a row is as head of export records: long, wide by year or by industry, or None.

    given : concepts that the file's folders or its name give
    """
    columns: dict[str, list[int]] = {}
    others: dict[int, str] = {}
    values: dict[int, str] = {}
    for column, text in enumerate(row):
        meaning = names.meaning(text)
        if meaning is None:
            if not is_blank(text):
                others[column] = text
        elif meaning.concept == "value":
            values[column] = meaning.unit
        elif meaning.concept != IGNORE:
            columns.setdefault(meaning.concept, []).append(column)
    known = {*columns, *given}
    has_time, has_kind = not known.isdisjoint(_TIMES), not known.isdisjoint(CODINGS)
    texts = tuple(row)
    if known.isdisjoint(_NEEDED["region"]):
        return None
    if has_time and has_kind and values:
        chosen, unread, unclear = _value_column(values, texts)
        columns["value"] = [chosen]
        return Head(columns, {}, len(row), values[chosen], unread, unclear, texts)
    years = {column: text for column, text in others.items() if is_year(text)}
    if has_kind and not has_time and years:
        across = {column: ("year", text, "") for column, text in years.items()}
        return Head(columns, across, len(row), texts=texts)
    if has_time and not has_kind and not values and others and not _names_codes(others.values()):
        across = {column: ("industry", *split_unit(text)) for column, text in others.items()}
        return Head(columns, across, len(row), texts=texts)
    return None


def _names_codes(texts: Iterable[str]) -> bool:
    """Whether a column is likely to hold goods' codes, so that the head is of records in words that no seed has."""
    return any(_likeliest("hs_code", [text]) or "hscode" in fold(text) for text in texts)


def _value_column(
    values: Mapping[int, str], texts: Sequence[str]
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """The column of values; those that say the same in another currency; those that leave it unclear."""
    first, *_ = values
    if len(values) == 1:
        return first, (), ()
    units = [unit.casefold() for unit in values.values()]
    if "" in units or len(set(units)) < len(units):
        return first, (), tuple(texts[column] for column in values)
    in_dollars = [
        column for column, unit in values.items() if "美元" in unit or "us" in unit.lower()
    ]
    chosen = (in_dollars or [first])[0]
    return chosen, tuple(texts[column] for column in values if column != chosen), ()


def no_head(
    file: str, rows: Sequence[Sequence[str]], names: HeadNames, given: Iterable[str] = ()
) -> Problem:
    """LAND-20 for a file whose first rows hold no head: what the likeliest row has, lacks and could mean."""
    given = frozenset(given)
    place, row = max(
        enumerate(rows, start=1),
        key=lambda numbered: (
            sum(names.meaning(text) is not None for text in numbered[1]),
            sum(not is_blank(text) for text in numbered[1]) > 2,
        ),
        default=(1, []),
    )
    found: dict[str, str] = {}
    unknown = []
    for text in row:
        meaning = names.meaning(text)
        if meaning is not None and meaning.concept != IGNORE:
            found[text.strip()] = meaning.concept
        elif meaning is None and not is_blank(text):
            unknown.append(text.strip())
    if looks_dated(unknown):
        given -= set(_TIMES)
    missing = [
        concept
        for concept, any_of in _NEEDED.items()
        if given.isdisjoint(any_of) and not set(found.values()) & set(any_of)
    ]
    lines = _proposed(missing, unknown)
    return ExportProblem(
        "LAND-20 year" if "year" in missing else "LAND-20",
        file=file,
        row=place,
        missing=_listed_words(missing) or say("nothing"),
        known=", ".join(f"{name} = {concept}" for name, concept in found.items()) or say("none"),
        others=", ".join(unknown[:_SHOWN]) or say("none"),
        lines=" | ".join(lines),
    )


def _listed_words(concepts: Sequence[str]) -> Pair | None:
    words = [say(concept) for concept in concepts]
    return (", ".join(en for en, _ in words), "、".join(zh for _, zh in words)) if words else None


def looks_dated(columns: Sequence[str]) -> bool:
    """Whether a column of no known meaning is likely to hold years, by its name."""
    return bool(_likeliest("year", columns)) or _BACI.keys() <= set(map(fold, columns))


def _proposed(missing: Sequence[str], unknown: Sequence[str]) -> list[str]:
    """A line of the seed for each missing concept: its likeliest column, else a place to write one."""
    left = list(unknown)
    folded = {fold(text): text for text in unknown}
    is_baci = _BACI.keys() <= folded.keys()
    lines = []
    for concept in missing:
        letter = next((key for key, named in _BACI.items() if named == concept), "")
        column = folded[letter] if is_baci and letter else _likeliest(concept, left)
        line = concept
        if concept == "hs_code" and not column:
            column = _likeliest("industry", left)
            line = "industry"
        if not column and len(missing) == len(left) == 1:
            column = left[0]
        if column in left:
            left.remove(column)
        unit = _BACI_UNIT if is_baci and concept == "value" else ""
        unit = unit or ("USD" if concept == "value" and fold(column).endswith("usd") else "")
        lines.append(_line([column or "NAME_OF_THE_COLUMN", line, *([unit] if unit else [])]))
    return lines


def _likeliest(concept: str, columns: Sequence[str]) -> str:
    """The column that is called as other data sets call a concept, else one whose name holds such a word."""
    hints = _LIKELY[concept].split()
    same = (column for hint in hints for column in columns if fold(column) == hint)
    held = (
        column
        for hint in hints
        for column in columns
        if (len(hint) > 2 or not hint.isascii()) and hint in fold(column)
    )
    return next(itertools.chain(same, held), "")


def _line(values: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(values)
    return text.getvalue()
