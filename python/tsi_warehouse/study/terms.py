"""Terms of a study model: `dig`, `ln(fdi)`, `diff(lnfcl)`, `first(ports):lag(total(users))`.

A term is a column of marts.study_panel or any indicator_id, wrapped in functions and joined by `:`.
It is evaluated on a complete region x year grid, so that `lag` and `diff` mean calendar years and
never reach across a gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

import numpy as np

from panelstats.arrays import Array
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.quoting import shown

_TOKEN = re.compile(r"\s*([^\W\d]\w*|[():])", re.UNICODE)


class Place(str):
    """Where a text is, in English; `zh` is the same in Chinese."""

    zh: str

    @classmethod
    def of(cls, en: str, zh: str) -> Place:
        """A place by its two names."""
        place = cls(en)
        place.zh = zh
        return place


def in_chinese(where: str) -> str:
    """The Chinese name of a place, where it has one."""
    return where.zh if isinstance(where, Place) else where


class UnknownTerm(TsiError):
    """A term that neither marts.study_panel nor the indicators seed knows."""


class BadTerm(TsiError):
    """A term that cannot be read."""


@dataclass(frozen=True)
class Variable:
    """A column of study_panel or an indicator_id."""

    name: str

    def __str__(self) -> str:
        """As written in a seed."""
        return self.name


@dataclass(frozen=True)
class Call:
    """A function of one term."""

    function: str
    argument: Term

    def __str__(self) -> str:
        """As written in a seed."""
        return f"{self.function}({self.argument})"


@dataclass(frozen=True)
class Product:
    """The product of two terms, as `a:b` in Stata's and R's formulas."""

    left: Term
    right: Term

    def __str__(self) -> str:
        """As written in a seed."""
        return f"{self.left}:{self.right}"


Term: TypeAlias = Variable | Call | Product


@dataclass(frozen=True)
class Grid:
    """Variables on a complete grid: `values[name]` is (regions, years), nan where there is none."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    values: Mapping[str, Array]


def _ln(x: Array) -> Array:
    """Natural logarithm; as in Stata, of a number not above zero it is missing."""
    return np.log(np.where(x > 0, x, np.nan))


def _lag(x: Array) -> Array:
    """The value of the year before, in the same region."""
    return np.concatenate([np.full_like(x[:, :1], np.nan), x[:, :-1]], axis=1)


def _winsor(x: Array) -> Array:
    """Values beyond the 1st and 99th percentile of all region-years set to that percentile."""
    if np.isnan(x).all():
        return x
    low, high = np.nanpercentile(x, [1, 99])
    return np.clip(x, low, high)


def _first(x: Array) -> Array:
    """The region's earliest value, in every year: a predetermined characteristic."""
    has = ~np.isnan(x)
    earliest = x[np.arange(len(x)), has.argmax(axis=1)]
    return np.broadcast_to(earliest[:, None], x.shape).copy()


def _total(x: Array) -> Array:
    """The year's sum over regions that have a value, in every region; missing where none has."""
    sums = np.where(np.isnan(x).all(axis=0), np.nan, np.nansum(x, axis=0))
    return np.broadcast_to(sums, x.shape).copy()


FUNCTIONS: Mapping[str, Callable[[Array], Array]] = {
    "ln": _ln,
    "lag": _lag,
    "diff": lambda x: x - _lag(x),
    "winsor": _winsor,
    "first": _first,
    "total": _total,
}


def parse(text: str, where: str) -> Term:
    """Read one term.

    Parameters
    ----------
    text : the term as written, e.g. 'diff(ln(fdi))'
    where : the row of study_models, for the message

    Raises
    ------
    BadTerm : a bracket or a name is missing, or the function is unknown
    """
    tokens = _tokens(text, where)
    term, rest = _product(tokens, text, where)
    if rest:
        raise _bad(text, where)
    return term


def variables(term: Term) -> tuple[str, ...]:
    """Names of the columns or indicators that `term` is made of, from left to right."""
    match term:
        case Variable(name):
            return (name,)
        case Call(_, argument):
            return variables(argument)
        case Product(left, right):
            return (*variables(left), *variables(right))


def check_known(term: Term, known: Iterable[str], where: str) -> None:
    """Raise UnknownTerm when `term` uses a name that is not among `known`."""
    names = sorted(set(known))
    for name in variables(term):
        if name in names:
            continue
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        hint_en = f"nearest known names: {', '.join(near)}" if near else "no name is near"
        hint_zh = f"相近的名称：{'、'.join(near)}" if near else "没有相近的名称"
        raise UnknownTerm(
            "STUDY-09",
            en=f"{where}: unknown term '{shown(name)}'; {hint_en}. A term is a column of "
            "marts.study_panel or an indicator_id of seeds/indicators.csv, with "
            f"{', '.join(f'{f}()' for f in FUNCTIONS)}.",
            zh=f"{in_chinese(where)}：未知的变量“{shown(name)}”；{hint_zh}。变量须是 marts.study_panel 的列"
            "或 seeds/indicators.csv 中的 indicator_id，可套用 "
            f"{'、'.join(f'{f}()' for f in FUNCTIONS)}。",
        )


def evaluate(term: Term, grid: Grid) -> Array:
    """The term's values, (regions, years); nan where there is none, infinite where too large."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _evaluate(term, grid)


def _evaluate(term: Term, grid: Grid) -> Array:
    match term:
        case Variable(name):
            return grid.values[name]
        case Call(function, argument):
            return FUNCTIONS[function](_evaluate(argument, grid))
        case Product(left, right):
            return _evaluate(left, grid) * _evaluate(right, grid)


def _tokens(text: str, where: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        found = _TOKEN.match(stripped, position)
        if found is None:
            raise _bad(text, where)
        tokens.append(found.group(1))
        position = found.end()
    return tokens


def _product(tokens: list[str], text: str, where: str) -> tuple[Term, list[str]]:
    term, rest = _factor(tokens, text, where)
    while rest[:1] == [":"]:
        right, rest = _factor(rest[1:], text, where)
        term = Product(term, right)
    return term, rest


def _factor(tokens: list[str], text: str, where: str) -> tuple[Term, list[str]]:
    match tokens:
        case [function, "(", *rest] if function in FUNCTIONS:
            argument, rest = _product(rest, text, where)
            if rest[:1] != [")"]:
                raise _bad(text, where)
            return Call(function, argument), rest[1:]
        case [name, *rest] if name not in "():" and rest[:1] != ["("]:
            return Variable(name), rest
        case _:
            raise _bad(text, where)


def _bad(text: str, where: str) -> BadTerm:
    """What could not be read, with the functions most similar to those it names."""
    functions = ", ".join(f"{name}()" for name in FUNCTIONS)
    called = [name for name in re.findall(r"\b(\w+)\s*\(", text) if name not in FUNCTIONS]
    near = [like for name in called for like in get_close_matches(name, FUNCTIONS, n=1)]
    near_en = f"did you mean {near[0]}()? Else " if near else ""
    near_zh = f"是否为 {near[0]}()？否则" if near else ""
    return BadTerm(
        "STUDY-02",
        en=f"{where}: cannot read the term '{shown(text)}'; {near_en}write a name, or a name in {functions}, "
        "and a:b for a product.",
        zh=f"{in_chinese(where)}：无法解析变量“{shown(text)}”；{near_zh}请写变量名，或套用 {functions}，乘积写作 a:b。",
    )
