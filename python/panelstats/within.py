"""A model with its fixed effects swept out: the pieces every covariance and bootstrap shares.

Region effects (or the constant, where there are none) are swept by demeaning; what year effects
leave after that is kept as an orthonormal `basis`, because year effects are not nested in regions
and have to be projected out again from every bootstrap sample. Exact on unbalanced panels.

Least squares goes through orthonormal combinations q of the swept regressors, x = q root^-1, so
that nothing depends on the units or the order of the regressors but by rounding: a covariance is
computed of q's coefficients and carried to those of x by `root`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from panelstats.arrays import Array, Codes
from panelstats.effects import Effects

#: A column whose projection is smaller than this share of itself is taken to be constant; a scaled
#: column of which others leave less than this, collinear.
RANK_TOLERANCE = 1e-10
#: Residuals smaller than this share of the outcome's variation are taken to be rounding.
EXPLAINED = 1e-9
#: A sum smaller than this share of its terms' sizes is taken to be zero but for rounding.
CANCELLED = 1e-9
#: Values are stored with this relative precision; a coefficient keeps at least four digits of it.
PRECISION = float(np.finfo(float).eps)
DIGITS = 1e4
#: Year effects of two regions that differ by less than this are the same.
BALANCED = 1e-12
#: Without a region, a combination of regressors with less than this share of its variation is lost.
LOST = 1e-10


class Singular(ValueError):
    """A regressor that effects or other regressors explain wholly.

    Attributes
    ----------
    column : its position
    others : positions of the earlier regressors that explain it; none where effects alone do
    """

    def __init__(self, column: int, others: tuple[int, ...] = ()) -> None:
        """Name the column by its position and say what explains it."""
        super().__init__(f"column {column} is explained by {others or 'effects'}")
        self.column = column
        self.others = others

    @property
    def by_effects(self) -> bool:
        """Whether effects alone explain it."""
        return not self.others


class NoErrors(ValueError):
    """A model that leaves nothing from which its coefficients' standard errors could be computed."""


@dataclass(frozen=True)
class Design:
    """Rows by region and year, and the effects to sweep from them; models on the same rows share one.

    Attributes
    ----------
    order : (n,) where each row stood
    region, year : (n,) codes from 0; year codes are calendar distances from the first year
    basis : (n, q) orthonormal, spans the effects that are not nested in regions
    """

    order: Codes
    region: Codes
    year: Codes
    basis: Array
    effects: Effects

    def region_sums(self, values: Array) -> Array:
        """Sums over each region's rows: (n, ...) to (G, ...)."""
        summed: Array = np.add.reduceat(values, self._starts, axis=0)
        return summed

    @cached_property
    def _starts(self) -> Codes:
        return np.flatnonzero(np.r_[True, np.diff(self.region) > 0])

    @cached_property
    def years_left(self) -> Array:
        """(G, q, q) inverses of I - d_g'd_g with d the basis; one for all regions of a balanced panel."""
        products = self.region_sums(self.basis[:, :, None] * self.basis[:, None, :])
        left = np.eye(self.basis.shape[1]) - products
        distinct = left[:1] if np.ptp(left, axis=0).max() <= BALANCED else left
        inverse: Array = np.linalg.pinv(distinct, rcond=LOST, hermitian=True)
        return inverse


@dataclass(frozen=True)
class Within:
    """Outcome and regressors after effects are projected out, with the least squares solution.

    Attributes
    ----------
    y : (n,) projected outcome; rows are sorted by region
    x : (n, k) projected regressors
    y_mean, x_mean : grand means before projection, scalar and (k,)
    design : rows and effects; `region`, `year`, `basis` and `effects` are its own
    orthonormal : (n, k) spans the regressors; orthogonal to `basis`
    root : (k, k) upper triangular, orthonormal = x @ root
    coefficient, residual : (k,), (n,)
    """

    y: Array
    x: Array
    y_mean: float
    x_mean: Array
    design: Design
    orthonormal: Array
    root: Array
    coefficient: Array
    residual: Array

    @property
    def region(self) -> Codes:
        """(n,) region codes from 0."""
        return self.design.region

    @property
    def year(self) -> Codes:
        """(n,) calendar distances from the first year."""
        return self.design.year

    @property
    def basis(self) -> Array:
        """(n, q) orthonormal, spans the effects that are not nested in regions."""
        return self.design.basis

    @property
    def effects(self) -> Effects:
        """What was projected out."""
        return self.design.effects

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

    @cached_property
    def bread(self) -> Array:
        """(k, k) inverse of x'x."""
        inverse: Array = self.root @ self.root.T
        return inverse

    @cached_property
    def directions(self) -> Array:
        """(n, k) columns d_j with coefficient_j = d_j'y: x (x'x)^-1."""
        columns: Array = self.orthonormal @ self.root.T
        return columns

    @cached_property
    def left_out(self) -> LeftOut:
        """The model without each region in turn, year effects estimated again."""
        return leave_regions_out(self)

    @property
    def lone_region(self) -> Codes:
        """(k,) code of the first region that alone identifies each coefficient, -1 where none does."""
        taken = np.trace(region_takes(self)[0], axis1=1, axis2=2)
        # The eigenvalues of what a region takes are at most their sum.
        if taken.max() < 1 - LOST:
            return np.full(self.n_terms, -1)
        return self.left_out.lone_region

    def region_sums(self, values: Array) -> Array:
        """Sums over each region's rows: (n, ...) to (G, ...)."""
        return self.design.region_sums(values)


@dataclass(frozen=True)
class LeastSquares:
    """The part of `Within` that the swept columns decide; attributes as there."""

    orthonormal: Array
    root: Array
    coefficient: Array
    residual: Array


@dataclass(frozen=True)
class LeftOut:
    """Coefficients without each region, less those with it.

    Attributes
    ----------
    deviation : (G, k); nan where that region alone identifies the coefficient
    lone_region : (k,) code of the first such region, -1 where there is none
    """

    deviation: Array
    lone_region: Codes


def project(
    y: Array, x: Array, region: npt.ArrayLike, year: npt.ArrayLike, effects: Effects
) -> Within:
    """Sweep the effects out of `y` (n,) and `x` (n, k) and solve.

    Raises
    ------
    Singular : a regressor has no variation left after effects and earlier regressors
    """
    labels = np.asarray(region)
    labels = labels.astype(str) if labels.dtype.hasobject else labels
    design = _design(
        labels.dtype.str, labels.tobytes(), np.asarray(year, np.int64).tobytes(), effects
    )
    stacked = np.column_stack([y, x])[design.order]
    swept = sweep(stacked, design.region, design.basis, effects)
    outcome, regressors = swept[:, 0], swept[:, 1:]
    return Within(
        y=outcome,
        x=regressors,
        y_mean=float(stacked[:, 0].mean()),
        x_mean=stacked[:, 1:].mean(axis=0),
        design=design,
        **vars(solve_scaled(outcome, regressors, np.linalg.norm(stacked[:, 1:], axis=0))),
    )


@lru_cache(maxsize=64)
def _design(dtype: str, region: bytes, year: bytes, effects: Effects) -> Design:
    """Rows sorted, effects made orthonormal; the arrays come as bytes, which can be looked up."""
    codes = np.unique(np.frombuffer(region, dtype), return_inverse=True)[1].astype(np.int64)
    years = np.frombuffer(year, np.int64)
    years = years - years.min()
    order = np.lexsort((years, codes))
    codes, years = codes[order], years[order]
    return Design(order, codes, years, effects_basis(codes, years, effects), effects)


def solve_scaled(y: Array, x: Array, before: Array | None = None) -> LeastSquares:
    """Least squares of `y` (n,) on `x` (n, k), columns scaled to one size first.

    Parameters
    ----------
    before : (k,) sizes of the columns before projection, which tell what is rounding; their own
        sizes where not given

    Raises
    ------
    Singular : a column is rounding, or earlier ones explain it to the precision that it has
    """
    size = np.linalg.norm(x, axis=0)
    before = size if before is None else before
    constant = np.flatnonzero(size <= RANK_TOLERANCE * before)
    if len(constant):
        raise Singular(int(constant[0]))
    orthonormal, upper = np.linalg.qr(x / size, mode="reduced")
    # What a value's last bit does to the scaled column: much, where it varies little about a level.
    tolerance = np.maximum(RANK_TOLERANCE, DIGITS * PRECISION * np.max(before / size))
    for column in range(x.shape[1]):
        if column >= len(upper) or abs(upper[column, column]) <= tolerance:
            raise Singular(column, _explaining(upper, column))
    root = np.linalg.inv(upper) / size[:, None]
    coefficient = root @ (orthonormal.T @ y)
    return LeastSquares(orthonormal, root, coefficient, y - orthonormal @ (orthonormal.T @ y))


def _explaining(upper: Array, column: int) -> tuple[int, ...]:
    """Earlier columns that the combination equal to `column` uses, from the R of a QR."""
    rank = min(column, len(upper))
    weights = np.linalg.lstsq(upper[:rank, :rank], upper[:rank, column], rcond=None)[0]
    used = np.flatnonzero(np.abs(weights) > 1e-6 * np.abs(weights).max(initial=0.0))
    return tuple(int(place) for place in used)


def leave_regions_out(within: Within) -> LeftOut:
    """The model without each region in turn.

    In terms of q, what region g takes from the cross-products is q_g'q_g, and year effects are
    estimated again on the others: A_g = I - q_g'q_g - (q_g'd_g) (I - d_g'd_g)^+ (d_g'q_g) with d
    their basis. An eigenvalue of zero is a combination of regressors that only g identifies.
    """
    taken, across = region_takes(within)
    gram = np.eye(within.n_terms) - taken
    moment = -within.region_sums(within.orthonormal * within.residual[:, None])
    if across is not None:
        of_residual = within.region_sums(within.basis * within.residual[:, None])
        moment = moment - (across @ of_residual[:, :, None])[:, :, 0]
    size, axes = np.linalg.eigh(gram)
    lost = size <= LOST
    inverted = np.where(lost, 0.0, 1 / np.where(lost, 1.0, size))
    solved = (axes * inverted[:, None, :]) @ (axes.transpose(0, 2, 1) @ moment[:, :, None])
    deviation = solved[:, :, 0] @ within.root.T
    reach = within.root / np.linalg.norm(within.root, axis=1, keepdims=True)
    alone = (np.abs(reach @ (axes * lost[:, None, :])) > np.sqrt(LOST)).any(axis=2)
    deviation[alone] = np.nan
    first = np.where(alone.any(axis=0), alone.argmax(axis=0), -1)
    return LeftOut(deviation, first.astype(np.int64))


def region_takes(within: Within) -> tuple[Array, Array | None]:
    """What each region takes from the cross-products of q, and how year effects carry it: see there.

    Returns
    -------
    I - A_g (G, k, k), and (q_g'd_g) (I - d_g'd_g)^+ (G, k, q), None without year effects
    """
    q, basis = within.orthonormal, within.basis
    own = within.region_sums(q[:, :, None] * q[:, None, :])
    if not basis.shape[1]:
        return own, None
    crossed = within.region_sums(basis[:, :, None] * q[:, None, :])
    across = crossed.transpose(0, 2, 1) @ within.design.years_left
    return own + across @ crossed, across


def explained(y: Array, within: Within) -> bool:
    """Whether effects and regressors leave of the outcome `y` (n,) no more than rounding."""
    left = np.linalg.norm(within.residual)
    rounding = max(EXPLAINED * np.linalg.norm(y - y.mean()), RANK_TOLERANCE * np.linalg.norm(y))
    return bool(left <= rounding)


def region_influence(within: Within, directions: Array, weighted: Array | None = None) -> Array:
    """Sums over each region of directions times residuals: (n, k) to (G, k).

    nan where all of a column's sums are rounding: with two regions and year effects, each region's
    terms cancel whatever the data, and a standard error made from them would be zero.

    Parameters
    ----------
    weighted : directions to sum in place of `directions`, which then only tell what is rounding
    """
    terms = directions * within.residual[:, None]
    summed = terms if weighted is None else weighted * within.residual[:, None]
    return unless_cancelled(within.region_sums(summed), terms)


def unless_cancelled(sums: Array, terms: Array) -> Array:
    """`sums` (G, k), nan in the columns where all of them are rounding of their `terms` (n, k)."""
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
    # Once more: the first pass is orthonormal only to the precision that small sizes have.
    orthonormal: Array = np.linalg.qr(stacked @ (axes[:, kept] / np.sqrt(size[kept]))).Q
    return orthonormal


def sweep(values: Array, region: Codes, basis: Array, effects: Effects) -> Array:
    """Project effects, the constant among them, out of the columns of `values` (n, m).

    In two rounds about the grand mean, so that a high level costs no more than its own last digits.
    """
    swept = values - values.mean(axis=0)
    for _ in range(2):
        if effects.has_region:
            swept = region_demeaned(swept, region)
        swept = swept - basis @ (basis.T @ swept)
    projected: Array = swept
    return projected
