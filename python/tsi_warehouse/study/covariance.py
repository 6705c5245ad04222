"""Covariances of the coefficients, by name (docs/methodology/covariances.md).

Clusters are regions. With x the regressors after effects are projected out, u the residuals and
s_g = x_g'u_g, the clustered ones are

    V = G/(G-1) (N-1)/(N-K) (x'x)^-1 (sum s_g s_g') (x'x)^-1, with t(G-1),

where only K differs: `xtreg` does not count effects that are nested in clusters, `lsdv` counts all.
An error that would be zero but for rounding (two regions with year effects) is nan, not small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tsi_warehouse.study.pieces import delete_one, region_products
from tsi_warehouse.study.specify import Vcov
from tsi_warehouse.study.terms import Array
from tsi_warehouse.study.within import Within, region_influence, with_constant


@dataclass(frozen=True)
class Covariance:
    """`matrix` (k, k) and the degrees of freedom (k,) of each coefficient's t."""

    matrix: Array
    df: Array

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
    return _covariance(variance * within.bread, df)


def xtreg(within: Within) -> Covariance:
    """Clustered as Stata's xtreg, fe (reghdfe 6, fixest): K without effects nested in regions."""
    return clustered(within, nested_parameters(within))


def lsdv(within: Within) -> Covariance:
    """Clustered as Stata's areg or dummies in regress: K with every effect."""
    return clustered(within, all_parameters(within))


def clustered(within: Within, parameters: int) -> Covariance:
    """CRV1 with `parameters` as K and t(G-1)."""
    groups = within.n_regions
    factor = groups / (groups - 1) * _small_sample(within, parameters)
    influence = region_influence(within, within.x @ within.bread)
    return _covariance(factor * influence.T @ influence, groups - 1)


def two_way(within: Within) -> Covariance:
    """Clustered by region and by year: M_region + M_year - M_both, one factor on the whole.

    K counts no effects, since each kind is nested in one of the clusters. Negative eigenvalues
    are set to zero (Cameron, Gelbach and Miller 2011); t(min(G, T) - 1). nan with one year.
    """
    if within.n_years < 2:
        return _unknown(within)
    moments = within.x * within.residual[:, None]
    summed, by_year = scores(within), year_scores(within)
    groups = min(within.n_regions, within.n_years)
    factor = groups / (groups - 1) * _small_sample(within, within.n_terms + 1)
    meat = summed.T @ summed + by_year.T @ by_year - moments.T @ moments
    matrix = factor * _sandwich(within, meat)
    size, axes = np.linalg.eigh((matrix + matrix.T) / 2)
    if size.min() < 0:
        matrix = (axes * np.maximum(size, 0)) @ axes.T
    by_region = region_influence(within, within.x @ within.bread)
    matrix[np.isnan(by_region).any(axis=0)] = np.nan
    return _covariance(matrix, groups - 1)


def default_lag(n_years: int) -> int:
    """Newey and West's (1994) rule of thumb, as Stata's xtscc takes it: floor(4 (T/100)^(2/9))."""
    return int(np.floor(4 * (n_years / 100) ** (2 / 9)))


def driscoll_kraay(within: Within, lag: int | None = None) -> Covariance:
    """Robust to dependence across regions and, up to `lag` years, in time; Bartlett weights.

    The cluster is the year, so that K leaves out year effects and counts those of regions.
    Its theory is for many years: with 12 years its intervals cover 57 to 80 % (docs), so it is
    shown only with that warning. t(T-1); nan with one year.
    """
    years = within.n_years
    if years < 2:
        return _unknown(within)
    lag = default_lag(years) if lag is None else lag
    summed = year_scores(within)
    meat = summed.T @ summed
    for step in range(1, min(lag, len(summed) - 1) + 1):
        cross = summed[step:].T @ summed[:-step]
        meat += (1 - step / (lag + 1)) * (cross + cross.T)
    parameters = all_parameters(within) - within.year_effects
    factor = years / (years - 1) * _small_sample(within, parameters)
    return _covariance(factor * _sandwich(within, meat), years - 1)


def cr2(within: Within) -> Covariance:
    """Bell and McCaffrey's bias-reduced errors with Satterthwaite degrees of freedom.

    Residuals of region g are weighted by (I - H_gg)^(-1/2), H the hat matrix of regressors and
    year effects; region effects may be left out of H (Pustejovsky and Tipton 2018, theorem 2).
    Working model: independent errors of one variance.
    """
    design = np.column_stack([within.x, within.basis])
    hat_bread = np.linalg.pinv(design.T @ design)
    weighted = np.zeros_like(within.x)
    for region in range(within.n_regions):
        rows = within.region == region
        block, own = design[rows], within.x[rows]
        size, axes = np.linalg.eigh(np.eye(len(block)) - block @ hat_bread @ block.T)
        inverse_root = np.where(size > 1e-12, 1 / np.sqrt(np.maximum(size, 1e-12)), 0.0)
        weighted[rows] = (axes * inverse_root) @ (axes.T @ own)
    influence = region_influence(within, within.x @ within.bread, weighted @ within.bread)
    return Covariance(influence.T @ influence, _satterthwaite(within, design, hat_bread, weighted))


def cr3(within: Within) -> Covariance:
    """Delete-one-region jackknife, (G-1)/G sum (b_(g) - b)^2, year effects estimated again; t(G-1).

    Errors are nan where leaving out one region leaves a coefficient without variation.
    """
    groups = within.n_regions
    deviations = delete_one(within) - within.coefficient
    return _covariance((groups - 1) / groups * deviations.T @ deviations, groups - 1)


COVARIANCES: Mapping[Vcov, Callable[[Within], Covariance]] = {
    Vcov.CONVENTIONAL: conventional,
    Vcov.XTREG: xtreg,
    Vcov.LSDV: lsdv,
    Vcov.TWO_WAY: two_way,
    Vcov.DRISCOLL_KRAAY: driscoll_kraay,
    Vcov.CR2: cr2,
    Vcov.CR3: cr3,
}

#: The constant is no parameter of the within model; these conventions define its error in Stata.
CONSTANT_COVARIANCES = (Vcov.CONVENTIONAL, Vcov.XTREG, Vcov.LSDV)


def constant_covariance(within: Within, vcov: Vcov) -> Covariance:
    """Covariance of the coefficients and, last, of Stata xtreg's constant."""
    widened = with_constant(within)
    parameters = nested_parameters(within) if vcov is Vcov.XTREG else all_parameters(within)
    if vcov is Vcov.CONVENTIONAL:
        df = within.n_obs - parameters
        return _covariance(within.residual @ within.residual / df * widened.bread, df)
    return clustered(widened, parameters)


def year_scores(within: Within) -> Array:
    """Sums of x u over each calendar year, zero where a year has no rows: (span, k)."""
    moments = within.x * within.residual[:, None]
    summed = np.zeros((int(within.year.max()) + 1, within.x.shape[1]))
    np.add.at(summed, within.year, moments)
    return summed


def _covariance(matrix: Array, df: float) -> Covariance:
    return Covariance(matrix, np.full(len(matrix), float(df)))


def _unknown(within: Within) -> Covariance:
    return _covariance(np.full((within.n_terms, within.n_terms), np.nan), np.nan)


def _sandwich(within: Within, meat: Array) -> Array:
    return within.bread @ meat @ within.bread


def _small_sample(within: Within, parameters: int) -> float:
    return (within.n_obs - 1) / (within.n_obs - parameters)


def _satterthwaite(within: Within, design: Array, hat_bread: Array, weighted: Array) -> Array:
    """(sum l)^2 / sum l^2 for the eigenvalues of P, P_gh = p_g'p_h, p_g = (I-H)_g' A_g x_g M e_j.

    With a_g = A_g x_g M e_j: p_g'p_h = [g = h] a_g'a_g - (Z_g'a_g)'(Z'Z)^-1 (Z_h'a_h).
    """
    directions = weighted @ within.bread
    own = within.region_sums(directions**2)
    crossed = region_products(within, design, directions)
    df = np.empty(within.n_terms)
    for term in range(within.n_terms):
        outer = crossed[:, :, term]
        gram = np.diag(own[:, term]) - outer @ hat_bread @ outer.T
        df[term] = np.trace(gram) ** 2 / np.sum(gram**2)
    return df
