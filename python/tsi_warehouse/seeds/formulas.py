"""Formulas of seeds/variables.csv, read by the macro that dbt reads them with: one grammar, judged before dbt runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tsi_warehouse.core.errors import Text, message
from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.core.quoting import sql_name
from tsi_warehouse.seeds.rules import Row, at

MACRO = PROJECT / "macros" / "read_formula.sql"


@dataclass(frozen=True)
class Formula:
    """A formula as read: the names in it, and the text at which it cannot be read ('' its end, None nowhere)."""

    names: tuple[str, ...]
    refused: str | None


class _Returned(Exception):
    """What a macro of dbt returns."""


@cache
def _macro(path: Path) -> Any:
    import jinja2

    def returned(value: object) -> None:
        raise _Returned(value)

    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    template = environment.from_string(path.read_text(encoding="utf-8"))
    known = {"modules": SimpleNamespace(re=re), "return": returned, "quoted_name": sql_name}
    return template.make_module(known)


@cache
def read_formula(text: str, path: Path = MACRO) -> Formula:
    """What `text` is made of, by macros/read_formula.sql."""
    try:
        _macro(path).read_formula(text, [])
    except _Returned as returned:
        (found,) = returned.args
        return Formula(tuple(name for name, *_ in found["names"]), found["refused"])
    raise LookupError(f"{path} returns nothing")


def formula_troubles(
    rows: Sequence[Row], known: Collection[str], indexes: Collection[str], keys: Collection[str]
) -> Iterator[Text]:
    """Formulas that cannot be read, and names in formulas, inputs and bases that stand for nothing.

    Parameters
    ----------
    rows : of variables.csv
    known : indicators and measures, what a formula may name
    indexes : what `inputs` may name besides
    keys : columns of the panel that are no variables
    """
    variables = [values["variable"] for _, values in rows]
    for number, values in rows:
        if values["variable"].lower() in keys:
            yield at(number, "variable", "name is taken", name=values["variable"])
        formula = read_formula(values["formula"])
        if formula.refused is not None:
            yield _refused(number, values["formula"], formula.refused)
            continue
        inputs = values["inputs"].replace("|", " ").split()
        for column, names, expected in (
            ("formula", formula.names, known),
            ("inputs", inputs, {*known, *indexes}),
            ("breaks_ignored", values["breaks_ignored"].split(), {*inputs, *formula.names}),
            ("base", values["base"].split(), variables),
        ):
            for name in dict.fromkeys(names):
                if name not in expected:
                    yield _unknown(number, column, name, expected)


def _refused(number: int, formula: str, token: str) -> Text:
    if not token:
        return at(number, "formula", "formula ends", formula=formula)
    return at(number, "formula", "formula refused", formula=formula, token=token)


def _unknown(number: int, column: str, name: str, known: Collection[str]) -> Text:
    near = ", ".join(get_close_matches(name, sorted(known), n=3, cutoff=0.5))
    hint = message("similar names", listed=near) if near else message("no similar name")
    return at(number, column, "unknown name", name=name, hint=hint)


def own_names(rows: Sequence[Row]) -> Mapping[str, bool]:
    """Each variable, and whether its formula takes an indicator of the same name."""
    return {
        values["variable"]: values["variable"] in read_formula(values["formula"]).names
        for _, values in rows
    }
