"""Specification tests of one model and the stability of its coefficients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tsi_warehouse.study.covariance import conventional
from tsi_warehouse.study.pieces import delete_one
from tsi_warehouse.study.specify import Effects, Frame
from tsi_warehouse.study.terms import Array
from tsi_warehouse.study.within import (
    NoErrors,
    Singular,
    Within,
    explained,
    project,
    region_demeaned,
    region_influence,
)

#: Residuals that vary by less than this share of their size are taken to be constant.
CONSTANT = 1e-9


@dataclass(frozen=True)
class Diagnosis:
    """A test's statistic; `term` names the regressor it is about, '' for the model."""

    test: str
    term: str
    statistic: float
    df: float | None
    df_denominator: float | None
    p_value: float | None


@dataclass(frozen=True)
class RandomEffects:
    """Swamy and Arora's generalised least squares; the constant is last."""

    coefficient: Array
    covariance: Array
    sigma_u2: float
    sigma_e2: float


@dataclass(frozen=True)
class LeftOut:
    """A coefficient without one region or year; None where it cannot be estimated."""

    kind: str
    left_out: str
    term: str
    coefficient: float | None


def random_effects(frame: Frame) -> RandomEffects:
    """Region effects drawn at random (Stata's xtreg, re): Swamy and Arora (1972).

    With year effects in the model, years enter as dummies. Rows are weighted by
    theta_i = 1 - sqrt(s_e^2 / (T_i s_u^2 + s_e^2)); T is the harmonic mean in s_u^2.

    Raises
    ------
    NoErrors : the regression within or between regions has no degrees of freedom
    """
    x = frame.x
    if frame.spec.effects.has_year:
        x = np.column_stack([x, frame.year[:, None] == np.unique(frame.year)[None, 1:]])
    x = np.column_stack([x, np.ones(len(x))])
    region = np.unique(frame.region, return_inverse=True)[1].astype(np.int64)
    counts = np.bincount(region)
    rows = np.column_stack([x, frame.y])
    swept = region_demeaned(rows, region)
    means = (rows - swept)[np.unique(region, return_index=True)[1]]

    groups, varying = len(counts), x.shape[1] - 1
    # Dummies of years average the same in every region of a balanced panel.
    rank = int(np.linalg.matrix_rank(means[:, :-1]))
    if len(x) - groups - varying <= 0 or groups - rank <= 0:
        raise NoErrors("the regression within or between regions has no degrees of freedom")
    sigma_e2 = _rss(swept[:, :varying], swept[:, -1]) / (len(x) - groups - varying)
    between = _rss(means[:, :-1], means[:, -1]) / (groups - rank)
    sigma_u2 = max(0.0, between - sigma_e2 / (groups / np.sum(1 / counts)))
    theta = 1 - np.sqrt(sigma_e2 / (counts * sigma_u2 + sigma_e2))
    weighted = rows - theta[region][:, None] * (rows - swept)
    design, outcome = weighted[:, :-1], weighted[:, -1]
    bread = np.linalg.inv(design.T @ design)
    coefficient = bread @ design.T @ outcome
    spread = _rss(design, outcome) / (len(x) - design.shape[1])
    return RandomEffects(coefficient, spread * bread, sigma_u2, sigma_e2)


def hausman(frame: Frame, within: Within) -> Diagnosis | None:
    """H0: region effects are unrelated to the regressors; conventional covariances, chi2(k).

    None where random effects cannot be estimated.
    """
    from scipy.stats import chi2

    try:
        random = random_effects(frame)
    except NoErrors:
        return None
    terms = within.n_terms
    gap = within.coefficient - random.coefficient[:terms]
    variance = conventional(within).matrix - random.covariance[:terms, :terms]
    statistic = float(gap @ np.linalg.pinv(variance, hermitian=True) @ gap)
    return Diagnosis("hausman", "", statistic, terms, None, float(chi2.sf(statistic, terms)))


def pesaran_cd(within: Within) -> Diagnosis | None:
    """H0: residuals of different regions are unrelated; standard normal (Pesaran 2004).

    sqrt(2 / (N (N-1))) sum of sqrt(T_ij) r_ij over pairs of regions with common years; None where
    no pair has any in which the residuals of both vary.
    """
    from scipy.stats import norm

    grid = np.full((within.n_regions, int(within.year.max()) + 1), np.nan)
    grid[within.region, within.year] = within.residual
    pairs = [
        _weighted_correlation(one, other)
        for place, one in enumerate(grid)
        for other in grid[place + 1 :]
    ]
    known = [pair for pair in pairs if pair is not None]
    if not known:
        return None
    z = float(sum(known) / np.sqrt(len(known)))
    return Diagnosis("pesaran_cd", "", z, None, None, float(2 * norm.sf(abs(z))))


def wooldridge(within: Within) -> Diagnosis | None:
    """H0: errors are not serially correlated, tested on the residuals (Wooldridge 2002, 10.5.4).

    Without correlation, the slope of residuals on their lag is -1/(T-1); clustered by region. None
    where no years follow each other, or so few that the slope has no error.
    """
    from scipy.stats import f

    grid = np.full((within.n_regions, int(within.year.max()) + 1), np.nan)
    grid[within.region, within.year] = within.residual
    current, lagged = grid[:, 1:], grid[:, :-1]
    usable = ~np.isnan(current) & ~np.isnan(lagged)
    region = np.nonzero(usable)[0]
    try:
        regression = project(
            current[usable],
            lagged[usable][:, None],
            region,
            np.nonzero(usable)[1],
            Effects.NONE,
        )
    except ValueError:
        return None
    df = regression.n_obs - 2
    influence = region_influence(regression, regression.x @ regression.bread)
    if df < 1 or explained(current[usable], regression) or np.isnan(influence).any():
        return None
    null = -1 / (within.n_obs / within.n_regions - 1)
    statistic = float((regression.coefficient[0] - null) ** 2 / np.sum(influence**2))
    return Diagnosis("wooldridge", "", statistic, 1, df, float(f.sf(statistic, 1, df)))


def variance_inflation(within: Within, names: tuple[str, ...]) -> Iterator[Diagnosis]:
    """1/(1 - R2) of each regressor on the others, after effects are swept out."""
    factors = np.diag(within.bread) * np.sum(within.x**2, axis=0)
    for name, factor in zip(names, factors, strict=True):
        yield Diagnosis("vif", name, float(factor), None, None, None)


def leave_one_out(frame: Frame, within: Within) -> Iterator[LeftOut]:
    """The first coefficient without each region, then without each year."""
    term = frame.spec.names[0]
    codes = np.unique(frame.region)
    for code, coefficient in zip(codes, delete_one(within)[:, 0], strict=True):
        finite = float(coefficient) if np.isfinite(coefficient) else None
        yield LeftOut("region", str(code), term, finite)
    for year in np.unique(frame.year):
        rest = frame.year != year
        try:
            left = project(
                frame.y[rest],
                frame.x[rest],
                frame.region[rest],
                frame.year[rest],
                frame.spec.effects,
            )
        except (Singular, ValueError):
            yield LeftOut("year", str(year), term, None)
            continue
        yield LeftOut("year", str(year), term, float(left.coefficient[0]))


def _weighted_correlation(one: Array, other: Array) -> float | None:
    """sqrt(T) r over the years that both have; None where fewer than two, or where one is constant."""
    common = ~np.isnan(one) & ~np.isnan(other)
    years = int(common.sum())
    if years < 2:
        return None
    a, b = one[common] - one[common].mean(), other[common] - other[common].mean()
    if min(a @ a, b @ b) <= CONSTANT**2 * (np.nanmax(one**2) + np.nanmax(other**2)):
        return None
    return float(np.sqrt(years) * (a @ b) / np.sqrt((a @ a) * (b @ b)))


def _rss(x: Array, y: Array) -> float:
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(residual @ residual)
