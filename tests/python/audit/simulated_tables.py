"""Honest printed tables of simulated panels, and the same ones with one planted fault each.

A table has controls added step by step, a mediator, and groups of regions, estimated by least squares with region and
year effects on 30 regions and 12 years with serially correlated errors. Standard errors are conventional or clustered,
stars follow the normal, t(N - K) or t(G - 1), and numbers are rounded to 3, 4 or 5 decimals: each table has one rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

REGIONS, YEARS, PERSISTENCE = 30, 12, 0.7
LEVELS = (0.10, 0.05, 0.01)
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """A printed coefficient with its standard error, as texts."""

    term: str
    coefficient: str
    std_error: str
    stars: str


@dataclass(frozen=True)
class Column:
    """A printed column."""

    outcome: str
    label: str
    cells: tuple[Cell, ...]
    r2: str
    n_obs: str

    def with_cell(self, term: str, **changes: str) -> Column:
        """This column with one cell changed."""
        cells = [replace(each, **changes) if each.term == term else each for each in self.cells]
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True)
class Rule:
    """How a paper prints: which standard error, by which distribution its stars, with how many decimals."""

    clustered: bool
    stars_by: str
    decimals: int


Table = list[Column]


def rule_of(number: int, draw: np.random.Generator) -> Rule:
    """Odd tables cluster; a clustering paper takes its stars from t(G - 1) or from the normal."""
    if number % 2:
        return Rule(
            True, str(draw.choice(["clusters", "clusters", "normal"])), int(draw.integers(3, 6))
        )
    return Rule(False, str(draw.choice(["residual", "normal"])), int(draw.integers(3, 6)))


def correlated(draw: np.random.Generator, persistence: float = PERSISTENCE) -> Array:
    """Draws of (REGIONS, YEARS) with first-order serial correlation and unit variance, as one vector."""
    values = draw.normal(size=(REGIONS, YEARS))
    for year in range(1, YEARS):
        fresh = np.sqrt(1 - persistence**2) * values[:, year]
        values[:, year] = persistence * values[:, year - 1] + fresh
    return values.ravel()


def swept(values: Array) -> Array:
    """Region and year means taken out of (regions * YEARS,) values."""
    grid = values.reshape(-1, YEARS)
    return (grid - grid.mean(1, keepdims=True) - grid.mean(0) + grid.mean()).ravel()


def estimated(
    rule: Rule, label: str, outcome: str, terms: Sequence[str], data: dict[str, Array], keep: Array
) -> Column:
    """Least squares on the regions in `keep`, (REGIONS,), printed by `rule`."""
    rows, regions = np.repeat(keep, YEARS), int(keep.sum())
    y = swept(data[outcome][rows])
    x = np.column_stack([swept(data[term][rows]) for term in terms])
    bread = np.linalg.inv(x.T @ x)
    b = bread @ x.T @ y
    residual = y - x @ b
    n, k = len(y), len(terms)
    degrees = n - regions - (YEARS - 1) - k
    if rule.clustered:
        scores = (x * residual[:, None]).reshape(regions, YEARS, k).sum(1)
        factor = regions / (regions - 1) * (n - 1) / (n - k - YEARS)
        variance = factor * bread @ scores.T @ scores @ bread
    else:
        variance = bread * (residual @ residual) / degrees
    errors = np.sqrt(np.diag(variance))
    shape = {"normal": 1e9, "residual": degrees, "clusters": regions - 1}[rule.stars_by]
    p_values = 2 * stats.t.sf(np.abs(b / errors), shape)
    cells = tuple(
        Cell(
            term,
            f"{value:.{rule.decimals}f}",
            f"{error:.{rule.decimals}f}",
            "*" * sum(p < level for level in LEVELS),
        )
        for term, value, error, p in zip(terms, b, errors, p_values, strict=True)
    )
    r2 = 1 - residual @ residual / (y @ y)
    return Column(outcome, label, cells, f"{r2:.{rule.decimals}f}", str(n))


def honest_table(number: int, name: str = "") -> Table:
    """Controls step by step, a mediation, and three groups of regions; `name` ends every variable's name."""
    draw = np.random.default_rng(number)
    rule = rule_of(number, draw)
    controls = [f"z{place}{name}" for place in range(int(draw.integers(2, 5)))]
    x, m, y = f"x{name}", f"m{name}", f"y{name}"
    data = {term: correlated(draw) for term in [x, *controls]}
    slopes = draw.normal(scale=0.2, size=len(controls) + 3)
    data[m] = slopes[0] * data[x] + slopes[1] * data[controls[0]] + correlated(draw)
    data[y] = (0.2 + slopes[2]) * data[x] + 0.2 * data[m] + correlated(draw)
    data[y] += sum(slope * data[term] for slope, term in zip(slopes[3:], controls, strict=True))
    everyone = np.ones(REGIONS, dtype=bool)
    belts = [np.arange(REGIONS) % 3 == belt for belt in range(3)]
    steps = [[x, *controls[:count]] for count in range(len(controls) + 1)]
    full = steps[-1]
    return [
        *(estimated(rule, "", y, terms, data, everyone) for terms in steps),
        estimated(rule, "", m, full, data, everyone),
        estimated(rule, "", y, [x, m, *controls], data, everyone),
        *(estimated(rule, f"belt {belt}", y, full, data, keep) for belt, keep in enumerate(belts)),
    ]


# A fault changes one cell, or two columns; it says which columns a finding may name, and which term.
@dataclass(frozen=True)
class Planted:
    """A table with one fault, and where it is."""

    table: Table
    columns: frozenset[int]
    term: str | None


Fault = Callable[[Table, np.random.Generator], Planted]


def _changed(table: Table, place: int, term: str, **changes: str) -> Planted:
    columns = [*table]
    columns[place] = columns[place].with_cell(term, **changes)
    return Planted(columns, frozenset({place + 1}), term)


def _any_cell(
    table: Table, draw: np.random.Generator, fits: Callable[[Cell], bool]
) -> tuple[int, Cell]:
    cells = [
        (place, cell) for place, column in enumerate(table) for cell in column.cells if fits(cell)
    ]
    return cells[int(draw.integers(len(cells)))]


def moved_decimal(table: Table, draw: np.random.Generator) -> Planted:
    """Ten times or a tenth of a coefficient or standard error, with as many decimals or with the same digits."""
    place, cell = _any_cell(
        table, draw, lambda cell: float(cell.coefficient) * float(cell.std_error) != 0
    )
    field = str(draw.choice(["coefficient", "std_error"]))
    text, shift = getattr(cell, field), int(draw.choice([-1, 1]))
    decimals = len(text.partition(".")[2]) - (shift if draw.random() < 0.5 else 0)
    return _changed(table, place, cell.term, **{field: f"{float(text) * 10.0**shift:.{decimals}f}"})


def dropped_stars(table: Table, draw: np.random.Generator) -> Planted:
    """One to all stars of a cell lost."""
    place, cell = _any_cell(table, draw, lambda cell: cell.stars != "")
    return _changed(table, place, cell.term, stars="*" * int(draw.integers(len(cell.stars))))


def added_stars(table: Table, draw: np.random.Generator) -> Planted:
    """One to three stars too many."""
    place, cell = _any_cell(table, draw, lambda cell: len(cell.stars) < 3)
    return _changed(table, place, cell.term, stars="*" * int(draw.integers(len(cell.stars) + 1, 4)))


def lost_sign(table: Table, draw: np.random.Generator) -> Planted:
    """A minus lost, or one gained in a table that has none."""
    minus = any(cell.coefficient.startswith("-") for column in table for cell in column.cells)
    place, cell = _any_cell(table, draw, lambda cell: cell.coefficient.startswith("-") or not minus)
    turned = cell.coefficient.lstrip("-") if minus else f"-{cell.coefficient}"
    return _changed(table, place, cell.term, coefficient=turned)


def transposed_digits(table: Table, draw: np.random.Generator) -> Planted:
    """Two neighbouring digits of a coefficient or standard error exchanged."""

    def swaps(text: str) -> list[str]:
        return [
            text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            for at in range(len(text) - 1)
            if (text[at] + text[at + 1]).isdigit() and text[at] != text[at + 1]
        ]

    field = str(draw.choice(["coefficient", "std_error"]))
    place, cell = _any_cell(table, draw, lambda cell: bool(swaps(getattr(cell, field))))
    return _changed(
        table, place, cell.term, **{field: str(draw.choice(swaps(getattr(cell, field))))}
    )


def swapped_columns(table: Table, draw: np.random.Generator) -> Planted:
    """The coefficients of two columns exchanged under heads, R2 and observations that stay."""
    one, other = (int(place) for place in draw.choice(len(table), size=2, replace=False))
    columns = [*table]
    columns[one] = replace(table[one], cells=table[other].cells)
    columns[other] = replace(table[other], cells=table[one].cells)
    return Planted(columns, frozenset({one + 1, other + 1}), None)


FAULTS: tuple[Fault, ...] = (
    moved_decimal, dropped_stars, added_stars, lost_sign, transposed_digits, swapped_columns,
)  # fmt: skip


def as_seeds(tables: Iterable[tuple[str, Table]]) -> dict[str, list[dict[str, Any]]]:
    """The seeds that hold these tables by their names, and no others."""
    coefficients, models = [], []
    for name, table in tables:
        for number, column in enumerate(table, 1):
            key = {"study_table": name, "column_no": number}
            head = {"outcome": column.outcome, "group_label": column.label}
            models.append({**key, **head, "r2": column.r2, "n_obs": column.n_obs})
            coefficients += [{**key, **vars(cell)} for cell in column.cells]
    return {
        "printed_coefficients": coefficients,
        "printed_models": models,
        "printed_descriptives": [],
        "published_claims": [],
    }
