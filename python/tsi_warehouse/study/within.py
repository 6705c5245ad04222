"""A model with its fixed effects swept out: the pieces every covariance and bootstrap shares.

Region effects (or the constant, where there are none) are swept by demeaning; what year effects
leave after that is kept as an orthonormal `basis`, because year effects are not nested in regions
and have to be projected out again from every bootstrap sample. Exact on unbalanced panels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tsi_warehouse.study.specify import Effects
from tsi_warehouse.study.terms import Array

Codes: TypeAlias = npt.NDArray[np.int64]

#: A column whose projection is smaller than this share of itself is taken to be no variation.
RANK_TOLERANCE = 1e-9
#: A sum smaller than this share of its terms' sizes is taken to be zero but for rounding.
CANCELLED = 1e-9


class Singular(ValueError):
    """A regressor that effects or other regressors explain wholly; `column` is its position."""

    def __init__(self, column: int, by_effects: bool) -> None:
        """Name the column by its position and say what explains it."""
        super().__init__(f"column {column} is explained by {'effects' if by_effects else 'others'}")
        self.column = column
        self.by_effects = by_effects


class NoErrors(ValueError):
    """A model that leaves nothing from which its coefficients' errors could be had."""


@dataclass(frozen=True)
class Within:
    """Outcome and regressors after effects are projected out, with the least squares solution.

    Attributes
    ----------
    y : (n,) projected outcome; rows are sorted by region
    x : (n, k) projected regressors
    y_mean, x_mean : grand means before projection, scalar and (k,)
    region, year : (n,) codes from 0; year codes are calendar distances from the first year
    basis : (n, q) orthonormal, spans the effects that are not nested in regions
    bread : (k, k) inverse of x'x
    coefficient, residual : (k,), (n,)
    absorbed : number of effects beyond the constant
    total_ss : sum of squares of the projected outcome
    """

    y: Array
    x: Array
    y_mean: float
    x_mean: Array
    region: Codes
    year: Codes
    basis: Array
    bread: Array
    coefficient: Array
    residual: Array
    effects: Effects

    @property
    def n_obs(self) -> int:
        """Rows."""
        return len(self.y)

    @property
    def n_terms(self) -> int:
        """Regressors without the constant."""
        return int(self.x.shape[1])

    @property
    def n_regions(self) -> int:
        """Clusters."""
        return int(self.region[-1]) + 1

    @property
    def n_years(self) -> int:
        """Years that have rows."""
        return len(np.unique(self.year))

    @property
    def year_effects(self) -> int:
        """Effects beyond the constant that are not nested in regions."""
        return int(self.basis.shape[1]) - (0 if self.effects.has_region else 1)

    @property
    def absorbed(self) -> int:
        """Effects beyond the constant."""
        return self.year_effects + (self.n_regions - 1 if self.effects.has_region else 0)

    @property
    def r2_within(self) -> float:
        """1 - RSS/TSS with every effect projected out of the outcome (as fixest's wr2 and plm)."""
        return float(1 - self.residual @ self.residual / (self.y @ self.y))

    def region_sums(self, values: Array) -> Array:
        """Sums over each region's rows: (n, ...) to (G, ...)."""
        starts = np.flatnonzero(np.r_[True, np.diff(self.region) > 0])
        summed: Array = np.add.reduceat(values, starts, axis=0)
        return summed


def project(
    y: Array, x: Array, region: npt.ArrayLike, year: npt.ArrayLike, effects: Effects
) -> Within:
    """Sweep the effects out of `y` (n,) and `x` (n, k) and solve.

    Raises
    ------
    Singular : a regressor has no variation left after effects and earlier regressors
    """
    region_codes = np.unique(np.asarray(region), return_inverse=True)[1].astype(np.int64)
    year_codes = np.asarray(year, dtype=np.int64)
    year_codes = year_codes - year_codes.min()
    order = np.lexsort((year_codes, region_codes))
    region_codes, year_codes = region_codes[order], year_codes[order]
    stacked = np.column_stack([y, x])[order]
    basis = effects_basis(region_codes, year_codes, effects)
    swept = sweep(stacked, region_codes, basis, effects)
    _check_rank(stacked[:, 1:], swept[:, 1:])
    outcome, regressors = swept[:, 0], swept[:, 1:]
    bread = np.linalg.inv(regressors.T @ regressors)
    coefficient = np.linalg.lstsq(regressors, outcome, rcond=None)[0]
    return Within(
        y=outcome,
        x=regressors,
        y_mean=float(stacked[:, 0].mean()),
        x_mean=stacked[:, 1:].mean(axis=0),
        region=region_codes,
        year=year_codes,
        basis=basis,
        bread=bread,
        coefficient=coefficient,
        residual=outcome - regressors @ coefficient,
        effects=effects,
    )


def explained(y: Array, within: Within) -> bool:
    """Whether effects and regressors leave of the outcome `y` (n,) no more than rounding."""
    left = np.linalg.norm(within.residual)
    return bool(left <= RANK_TOLERANCE * np.linalg.norm(y - y.mean()))


def region_influence(within: Within, directions: Array, weighted: Array | None = None) -> Array:
    """Sums over each region of directions times residuals: (n, k) to (G, k).

    nan where all of a column's sums are rounding: with two regions and year effects, each region's
    terms cancel whatever the data, and an error made from them would be zero.

    Parameters
    ----------
    weighted : directions to sum in place of `directions`, which then only tell what is rounding
    """
    terms = directions * within.residual[:, None]
    summed = terms if weighted is None else weighted * within.residual[:, None]
    sums = within.region_sums(summed)
    vanishing = np.linalg.norm(sums, axis=0) <= CANCELLED * np.abs(terms).sum(axis=0)
    influence: Array = np.where(vanishing, np.nan, sums)
    return influence


def region_demeaned(values: Array, region: Codes) -> Array:
    """(n, ...) less the mean of its region."""
    counts = np.bincount(region).astype(float)
    flat = values.reshape(len(values), -1)
    sums = np.zeros((len(counts), flat.shape[1]))
    np.add.at(sums, region, flat)
    demeaned: Array = (flat - (sums / counts[:, None])[region]).reshape(values.shape)
    return demeaned


def effects_basis(region: Codes, year: Codes, effects: Effects) -> Array:
    """Orthonormal columns (n, q) of the effects that region demeaning does not sweep."""
    blocks: list[Array] = []
    if not effects.has_region:
        blocks.append(np.ones((len(region), 1)))
    if effects.has_year:
        dummies = (year[:, None] == np.unique(year)[None, 1:]).astype(float)
        blocks.append(region_demeaned(dummies, region) if effects.has_region else dummies)
    if not blocks:
        return np.zeros((len(region), 0))
    stacked = np.column_stack(blocks)
    size, axes = np.linalg.eigh(stacked.T @ stacked)
    kept = size > RANK_TOLERANCE * max(size.max(initial=0.0), 1.0)
    orthonormal: Array = stacked @ (axes[:, kept] / np.sqrt(size[kept]))
    return orthonormal


def sweep(values: Array, region: Codes, basis: Array, effects: Effects) -> Array:
    """Project effects out of the columns of `values` (n, m)."""
    swept = region_demeaned(values, region) if effects.has_region else values
    return swept - basis @ (basis.T @ swept)


def with_constant(within: Within) -> Within:
    """The same model with Stata xtreg's constant as last regressor.

    Grand means are added back, so that the constant is mean(y) - mean(x) b; coefficients and
    residuals of the other terms do not move. With year effects it is the constant of effects that
    average zero over the rows (reghdfe's), not that of a base year.
    """
    x = np.column_stack([within.x + within.x_mean, np.ones(within.n_obs)])
    constant = within.y_mean - within.x_mean @ within.coefficient
    return replace(
        within,
        x=x,
        y=within.y + within.y_mean,
        bread=np.linalg.inv(x.T @ x),
        coefficient=np.append(within.coefficient, constant),
    )


def _check_rank(raw: Array, swept: Array) -> None:
    """Raise Singular for the first column without variation of its own."""
    centred = raw - raw.mean(axis=0)
    scale = np.maximum(np.linalg.norm(centred, axis=0), np.linalg.norm(raw, axis=0) * 1e-12)
    left = np.linalg.norm(swept, axis=0)
    for column in range(swept.shape[1]):
        if left[column] <= RANK_TOLERANCE * scale[column] or scale[column] == 0:
            raise Singular(column, by_effects=True)
    upper = np.linalg.qr(swept / left, mode="reduced").R
    if len(upper) < swept.shape[1]:
        raise Singular(len(upper), by_effects=False)
    for column in range(swept.shape[1]):
        if abs(upper[column, column]) <= RANK_TOLERANCE:
            raise Singular(column, by_effects=False)
