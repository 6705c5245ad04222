"""Covariances of the coefficients, by name (docs/methodology/covariances.md).

Clusters are regions. With x the regressors after effects are projected out, u the residuals and
s_g = x_g'u_g, the clustered ones are

    V = G/(G-1) (N-1)/(N-K) (x'x)^-1 (sum s_g s_g') (x'x)^-1, with t(G-1),

where only K differs: `xtreg` does not count effects that are nested in clusters, `lsdv` counts all.
A standard error that would be zero but for rounding (two regions with year effects) is nan, not
small, and so is one that nothing in the data can tell: `Covariance.reasons` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from panelstats.arrays import Array
from panelstats.effects import without_singletons
from panelstats.pieces import region_products
from panelstats.within import (
    PRECISION,
    Within,
    effects_basis,
    region_influence,
    unless_cancelled,
)

#: A variance below this share of the parts that it is the difference of is rounding.
CANCELLED_VARIANCE = 1e-12


class Vcov(StrEnum):
    """Conventions for standard errors, by the names of docs/methodology/covariances.md."""

    CONVENTIONAL = "conventional"
    XTREG = "xtreg"
    REGHDFE = "reghdfe"
    LSDV = "lsdv"
    TWO_WAY = "two_way"
    DRISCOLL_KRAAY = "driscoll_kraay"
    CR2 = "cr2"
    CR3 = "cr3"
    WILD = "wild"


class Reason(StrEnum):
    """Why a standard error or a p-value is missing, or was adjusted."""

    LONE_REGION = "one_treated_region"
    CANCELLED = "no_variation_between_clusters"
    ONE_YEAR = "one_year"
    NOT_POSITIVE = "not_positive_definite"
    SINGLETONS = "singletons"
    FEW_REGIONS = "too_few_regions"
    REPAIRED = "repaired"


@dataclass(frozen=True)
class Covariance:
    """`matrix` (k, k) and the degrees of freedom (k,) of each coefficient's t.

    `reasons` says of each coefficient why its standard error is nan or was adjusted; None of one
    that is as the formula has it.
    """

    matrix: Array
    df: Array
    reasons: tuple[Reason | None, ...]

    @property
    def std_error(self) -> Array:
        """(k,) standard errors."""
        return np.sqrt(np.diag(self.matrix))


def nested_parameters(within: Within) -> int:
    """K of `xtreg`: regressors, constant and the effects that are not nested in regions."""
    return within.n_terms + 1 + within.year_effects


def all_parameters(within: Within) -> int:
    """K of `lsdv`: regressors, constant and every effect."""
    return within.n_terms + 1 + within.absorbed


def scores(within: Within) -> Array:
    """s_g = x_g'u_g, (G, k)."""
    return within.region_sums(within.x * within.residual[:, None])


def conventional(within: Within) -> Covariance:
    """Homoskedastic, independent errors: s^2 (x'x)^-1 with N - K degrees, every effect in K."""
    df = within.n_obs - all_parameters(within)
    variance = within.residual @ within.residual / df
    return _checked(variance * within.bread, df, Reason.CANCELLED)


def xtreg(within: Within) -> Covariance:
    """Clustered as Stata's xtreg, fe (reghdfe 6, fixest): K without effects nested in regions."""
    return clustered(within, nested_parameters(within))


def lsdv(within: Within) -> Covariance:
    """Clustered as Stata's areg or dummies in regress: K with every effect."""
    return clustered(within, all_parameters(within))


def reghdfe(within: Within) -> Covariance:
    """xtreg after singletons are dropped, repeatedly, before N, G and K are counted.

    A row whose own effect fits it exactly has no influence, so that only the counts change.
    """
    kept = without_singletons(within.region, within.year, within.effects)
    present, region = np.unique(within.region[kept], return_inverse=True)
    basis = effects_basis(region, within.year[kept], within.effects)
    year_effects = basis.shape[1] - (0 if within.effects.has_region else 1)
    groups, n_obs = len(present), int(kept.sum())
    parameters = within.n_terms + 1 + year_effects
    if groups < 2 or n_obs <= parameters:
        return _unknown(within, Reason.SINGLETONS)
    factor = groups / (groups - 1) * (n_obs - 1) / (n_obs - parameters)
    return _of_influence(factor, region_influence(within, within.directions), groups - 1)


def clustered(within: Within, parameters: int) -> Covariance:
    """CRV1 with `parameters` as K and t(G-1)."""
    influence = region_influence(within, within.directions)
    return _of_influence(_clustered_factor(within, parameters), influence, within.n_regions - 1)


def two_way(within: Within) -> Covariance:
    """Clustered by region and by year: M_region + M_year - M_both, one factor on the whole.

    K counts no effects, since each kind is nested in one of the clusters. Negative eigenvalues
    are set to zero (Cameron, Gelbach and Miller 2011), those of the covariance of q's coefficients:
    of x's they would depend on units. t(min(G, T) - 1). nan with one year.
    """
    if within.n_years < 2:
        return _unknown(within, Reason.ONE_YEAR)
    moments = within.orthonormal * within.residual[:, None]
    by_region, by_year = within.region_sums(moments), _year_sums(within, moments)
    groups = min(within.n_regions, within.n_years)
    factor = groups / (groups - 1) * _small_sample(within, within.n_terms + 1)
    meat = by_region.T @ by_region + by_year.T @ by_year - moments.T @ moments
    size, axes = np.linalg.eigh((meat + meat.T) / 2)
    repaired = bool(size.min() < -PRECISION * np.abs(size).max())
    if repaired:
        meat = (axes * np.maximum(size, 0)) @ axes.T
    matrix = factor * within.root @ meat @ within.root.T
    reasons: list[Reason | None] = [Reason.REPAIRED if repaired else None] * within.n_terms
    vanishing = np.atleast_1d(np.isnan(region_influence(within, within.directions)).any(axis=0))
    # A variance far below the sum of its parts is what rounding, or the repair, left of them.
    parts = by_region.T @ by_region + by_year.T @ by_year + moments.T @ moments
    least = CANCELLED_VARIANCE * factor * np.diag(within.root @ parts @ within.root.T)
    for term in range(within.n_terms):
        if vanishing[term]:
            reasons[term] = Reason.CANCELLED
        elif not matrix[term, term] > least[term]:
            reasons[term] = Reason.NOT_POSITIVE
    unknown = [reason not in (None, Reason.REPAIRED) for reason in reasons]
    matrix[unknown] = np.nan
    matrix[:, unknown] = np.nan
    return Covariance(matrix, np.full(within.n_terms, float(groups - 1)), tuple(reasons))


def default_lag(n_years: int) -> int:
    """Newey and West's (1994) rule of thumb, as Stata's xtscc takes it: floor(4 (T/100)^(2/9))."""
    return int(np.floor(4 * (n_years / 100) ** (2 / 9)))


def driscoll_kraay(within: Within, lag: int | None = None) -> Covariance:
    """Robust to dependence across regions and, up to `lag` years, in time; Bartlett weights.

    The cluster is the year, so that K leaves out year effects and counts those of regions.
    Its theory is for many years: with 12 years its intervals cover 57 to 80 % (docs), so it is
    shown only with that warning. t(T-1); nan with one year, or where each year's sums cancel.
    """
    years = within.n_years
    if years < 2:
        return _unknown(within, Reason.ONE_YEAR)
    lag = default_lag(years) if lag is None else lag
    terms = within.directions * within.residual[:, None]
    summed = unless_cancelled(_year_sums(within, terms), terms)
    matrix = summed.T @ summed
    for step in range(1, min(lag, len(summed) - 1) + 1):
        cross = summed[step:].T @ summed[:-step]
        matrix += (1 - step / (lag + 1)) * (cross + cross.T)
    parameters = all_parameters(within) - within.year_effects
    factor = years / (years - 1) * _small_sample(within, parameters)
    return _checked(factor * matrix, years - 1, Reason.CANCELLED)


def cr2(within: Within) -> Covariance:
    """Bell and McCaffrey's bias-reduced covariance with Satterthwaite degrees of freedom.

    Residuals of region g are weighted by (I - H_gg)^(-1/2), H the hat matrix of regressors and
    year effects; region effects may be left out of H (Pustejovsky and Tipton 2018, theorem 2).
    Working model: independent errors of one variance. nan where one region alone identifies a
    coefficient: nothing tells how far its residuals are from their errors.
    """
    design = np.column_stack([within.orthonormal, within.basis])
    weighted = np.zeros_like(within.x)
    for region in range(within.n_regions):
        rows = within.region == region
        block = design[rows]
        size, axes = np.linalg.eigh(np.eye(len(block)) - block @ block.T)
        inverse_root = np.where(size > 1e-12, 1 / np.sqrt(np.maximum(size, 1e-12)), 0.0)
        weighted[rows] = (axes * inverse_root) @ (axes.T @ within.directions[rows])
    influence = region_influence(within, within.directions, weighted)
    lone = within.left_out.lone_region >= 0
    influence[:, lone] = np.nan
    found = _checked(influence.T @ influence, 0, Reason.CANCELLED)
    return Covariance(
        found.matrix,
        np.where(lone, np.nan, _satterthwaite(within, design, weighted)),
        _for_lone_regions(within, found.reasons),
    )


def cr3(within: Within) -> Covariance:
    """Delete-one-region jackknife, (G-1)/G sum (b_(g) - b)^2, year effects estimated again; t(G-1).

    nan for a coefficient that one region alone identifies; in the regression without a region,
    other regressors that are lost with it are dropped.
    """
    groups = within.n_regions
    deviation = within.left_out.deviation
    found = _of_influence((groups - 1) / groups, deviation, groups - 1)
    return Covariance(found.matrix, found.df, _for_lone_regions(within, found.reasons))


COVARIANCES: Mapping[Vcov, Callable[[Within], Covariance]] = {
    Vcov.CONVENTIONAL: conventional,
    Vcov.XTREG: xtreg,
    Vcov.REGHDFE: reghdfe,
    Vcov.LSDV: lsdv,
    Vcov.TWO_WAY: two_way,
    Vcov.DRISCOLL_KRAAY: driscoll_kraay,
    Vcov.CR2: cr2,
    Vcov.CR3: cr3,
}

#: The constant is no parameter of the within model; these conventions define its error in Stata.
CONSTANT_COVARIANCES = (Vcov.CONVENTIONAL, Vcov.XTREG, Vcov.LSDV)


def constant_covariance(within: Within, vcov: Vcov) -> Covariance:
    """Covariance of the coefficients and, last, of Stata xtreg's constant.

    The constant is mean(y) - mean(x) b, whose direction is 1/n - d mean(x): with year effects it is
    that of effects that average zero over the rows (reghdfe's), not that of a base year.
    """
    constant = 1 / within.n_obs - within.directions @ within.x_mean
    directions = np.column_stack([within.directions, constant])
    parameters = nested_parameters(within) if vcov is Vcov.XTREG else all_parameters(within)
    if vcov is Vcov.CONVENTIONAL:
        df = within.n_obs - parameters
        variance = within.residual @ within.residual / df
        return _checked(variance * directions.T @ directions, df, Reason.CANCELLED)
    influence = region_influence(within, directions)
    return _of_influence(_clustered_factor(within, parameters), influence, within.n_regions - 1)


def _clustered_factor(within: Within, parameters: int) -> float:
    groups = within.n_regions
    return groups / (groups - 1) * _small_sample(within, parameters)


def _year_sums(within: Within, values: Array) -> Array:
    """Sums of `values` (n, m) over each calendar year, zero where a year has no rows: (span, m)."""
    summed = np.zeros((int(within.year.max()) + 1, values.shape[1]))
    np.add.at(summed, within.year, values)
    return summed


def _of_influence(factor: float, influence: Array, df: float) -> Covariance:
    return _checked(factor * influence.T @ influence, df, Reason.CANCELLED)


def _checked(matrix: Array, df: float, otherwise: Reason) -> Covariance:
    """`otherwise` is the reason where a variance is no positive number."""
    reasons = tuple(None if variance > 0 else otherwise for variance in np.diag(matrix))
    return Covariance(matrix, np.full(len(matrix), float(df)), reasons)


def _for_lone_regions(
    within: Within, reasons: tuple[Reason | None, ...]
) -> tuple[Reason | None, ...]:
    lone = within.left_out.lone_region >= 0
    return tuple(
        Reason.LONE_REGION if alone else reason for alone, reason in zip(lone, reasons, strict=True)
    )


def _unknown(within: Within, reason: Reason) -> Covariance:
    return _checked(np.full((within.n_terms, within.n_terms), np.nan), np.nan, reason)


def _small_sample(within: Within, parameters: int) -> float:
    return (within.n_obs - 1) / (within.n_obs - parameters)


def _satterthwaite(within: Within, design: Array, directions: Array) -> Array:
    """(sum l)^2 / sum l^2 for the eigenvalues of P, P_gh = p_g'p_h, p_g = (I-H)_g' a_g.

    With a_g = A_g d_g, the weighted directions, and Z the orthonormal design:
    p_g'p_h = [g = h] a_g'a_g - (Z_g'a_g)'(Z_h'a_h).
    """
    own = within.region_sums(directions**2)
    crossed = region_products(within, design, directions)
    df = np.empty(within.n_terms)
    for term in range(within.n_terms):
        outer = crossed[:, :, term]
        gram = np.diag(own[:, term]) - outer @ outer.T
        df[term] = np.trace(gram) ** 2 / np.sum(gram**2)
    return df
