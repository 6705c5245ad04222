"""Specification tests of one model and the stability of its coefficients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from panelstats.arrays import Array, Codes
from panelstats.covariance import Reason
from panelstats.covariances.plain import conventional
from panelstats.panel import PanelData
from panelstats.pieces import delete_one
from panelstats.wild import TIE, Signs
from panelstats.within import (
    EXPLAINED,
    RANK_TOLERANCE,
    NoErrors,
    Singular,
    Within,
    project,
    region_demeaned,
    solve_scaled,
    unless_cancelled,
)

#: Residuals that vary by less than this share of their size are taken to be constant.
CONSTANT = 1e-9
#: A difference of covariances counts as positive from this share of the within variance on.
POSITIVE = 1e-8
#: Draws of the wild bootstrap of a diagnostic test: its p-value is read to two digits.
TEST_DRAWS = 999


@dataclass(frozen=True)
class Diagnosis:
    """A test's statistic; `term` names the regressor it is about, '' for the model.

    `reason` says why statistic and p-value are nan.
    """

    test: str
    term: str
    statistic: float
    df: float | None
    df_denominator: float | None
    p_value: float | None
    wild_p_value: float | None = None
    draws: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class RandomEffects:
    """Swamy and Arora's generalised least squares; the constant is last."""

    coefficient: Array
    covariance: Array
    sigma_u2: float
    sigma_e2: float


@dataclass(frozen=True)
class WithoutOne:
    """A coefficient without one region or year; None where it cannot be estimated."""

    kind: str
    left_out: str
    term: str
    coefficient: float | None


def random_effects(panel: PanelData) -> RandomEffects:
    """Region effects drawn at random (Stata's xtreg, re): Swamy and Arora (1972).

    With year effects in the model, years enter as dummies. Rows are weighted by
    theta_i = 1 - sqrt(s_e^2 / (T_i s_u^2 + s_e^2)); T is the harmonic mean in s_u^2.

    Raises
    ------
    NoErrors : the regression within or between regions has no degrees of freedom
    """
    columns = _Columns.of(panel)
    theta, sigma_u2, sigma_e2 = _variance_components(columns)
    weighted = columns.quasi_demeaned(columns.all, theta)
    try:
        solved = solve_scaled(weighted[:, -1], weighted[:, :-1])
    except Singular as singular:
        raise NoErrors("random effects leave nothing to estimate a regressor from") from singular
    spread = solved.residual @ solved.residual / (len(weighted) - weighted.shape[1] + 1)
    # Back from columns about their means and of one size, the constant being the last of them.
    back = np.diag(1 / columns.size)
    back[-1, :-1] = -columns.mean / columns.size[:-1]
    coefficient = back @ solved.coefficient
    coefficient[-1] += columns.y_mean
    root = back @ solved.root
    return RandomEffects(coefficient, spread * root @ root.T, sigma_u2, sigma_e2)


@dataclass(frozen=True)
class _Columns:
    """A model's columns without effects swept out, about their means and of one size.

    Attributes
    ----------
    all : (n, m + 2) regressors, year dummies where years are absorbed, the constant, the outcome
    means : (n, m + 2) the same, averaged over each region
    region : (n,) codes
    mean, size : (m,) and (m + 1,) what was subtracted and divided by, the constant's size last
    y_mean : subtracted from the outcome
    terms : number of regressors, which come first
    """

    all: Array
    means: Array
    region: Codes
    mean: Array
    size: Array
    y_mean: float
    terms: int

    @classmethod
    def of(cls, panel: PanelData) -> _Columns:
        """Rows in the order of the panel."""
        x = panel.x
        if panel.effects.has_year:
            x = np.column_stack([x, panel.year[:, None] == np.unique(panel.year)[None, 1:]])
        mean, y_mean = x.mean(axis=0), float(panel.y.mean())
        centred = x - mean
        size = np.append(np.linalg.norm(centred, axis=0), 1.0)
        rows = np.column_stack([centred / size[:-1], np.ones(len(x)), panel.y - y_mean])
        region = np.unique(panel.region, return_inverse=True)[1].astype(np.int64)
        averaged = rows - region_demeaned(rows, region)
        return cls(rows, averaged, region, mean, size, y_mean, panel.x.shape[1])

    def quasi_demeaned(self, values: Array, theta: Array) -> Array:
        """`values` (n, m) less the share theta (G,) of their region's mean."""
        averaged = values - region_demeaned(values, self.region)
        return values - theta[self.region][:, None] * averaged


def _variance_components(columns: _Columns) -> tuple[Array, float, float]:
    """theta (G,), s_u^2 and s_e^2 of Swamy and Arora.

    Raises
    ------
    NoErrors : the regression within or between regions has no degrees of freedom
    """
    counts = np.bincount(columns.region)
    swept = columns.all - columns.means
    means = columns.means[np.unique(columns.region, return_index=True)[1]]
    n_obs, groups, varying = len(swept), len(counts), columns.all.shape[1] - 2
    # Dummies of years average the same in every region of a balanced panel.
    rank = int(np.linalg.matrix_rank(means[:, :-1], rtol=RANK_TOLERANCE))
    if n_obs - groups - varying <= 0 or groups - rank <= 0:
        raise NoErrors("the regression within or between regions has no degrees of freedom")
    sigma_e2 = _rss(swept[:, :varying], swept[:, -1]) / (n_obs - groups - varying)
    between = _rss(means[:, :-1], means[:, -1]) / (groups - rank)
    sigma_u2 = max(0.0, between - sigma_e2 / (groups / np.sum(1 / counts)))
    theta: Array = 1 - np.sqrt(sigma_e2 / (counts * sigma_u2 + sigma_e2))
    return theta, sigma_u2, sigma_e2


def hausman(panel: PanelData, within: Within) -> Diagnosis | None:
    """H0: region effects are unrelated to the regressors; conventional covariances, chi2(k).

    nan where the difference of the two covariances is not positive, judged in terms of orthonormal
    regressors, so that units do not matter: the statistic would mean nothing. None where random
    effects cannot be estimated.
    """
    from scipy.stats import chi2

    try:
        random = random_effects(panel)
    except NoErrors:
        return None
    terms = within.n_terms
    to_orthonormal = within.orthonormal.T @ within.x
    gap = to_orthonormal @ (within.coefficient - random.coefficient[:terms])
    variance = conventional(within).matrix - random.covariance[:terms, :terms]
    size, axes = np.linalg.eigh(to_orthonormal @ variance @ to_orthonormal.T)
    spread = within.residual @ within.residual / within.n_obs
    if size.min() <= POSITIVE * spread:
        return Diagnosis("hausman", "", np.nan, terms, None, None, reason=Reason.NOT_POSITIVE)
    statistic = float(np.sum((axes.T @ gap) ** 2 / size))
    return Diagnosis("hausman", "", statistic, terms, None, float(chi2.sf(statistic, terms)))


def hausman_robust(panel: PanelData, within: Within, signs: Signs) -> Diagnosis:
    """The same null, robust to correlation inside regions: region means join random effects.

    Their coefficients are zero where effects are unrelated to the regressors (Mundlak 1978; Arellano
    1993): Wald test with covariance clustered by region, G/(G-1) (N-1)/(N-K), F(k, G-1); next to it
    the wild cluster bootstrap with the null imposed, since F rejects too often with few regions.

    Parameters
    ----------
    signs : one column a region of the panel; the first `TEST_DRAWS` are used, all if exhaustive
    """
    from scipy.stats import f

    columns = _Columns.of(panel)
    try:
        theta = _variance_components(columns)[0]
    except NoErrors:
        theta = np.zeros(within.n_regions)
    weighted = columns.quasi_demeaned(columns.all, theta)
    order = np.argsort(columns.region, kind="stable")
    y = weighted[order, -1]
    others = _orthonormal(weighted[order, :-1])
    means = ((1 - theta[columns.region])[:, None] * columns.means[:, : columns.terms])[order]
    tested = _orthonormal(means - others @ (others.T @ means), np.linalg.norm(means, axis=0))
    rank, groups = tested.shape[1], within.n_regions
    n_obs, parameters = len(y), others.shape[1] + rank
    if not 0 < rank < groups - 1 or n_obs <= parameters:
        return Diagnosis(
            "hausman_robust", "", np.nan, rank, groups - 1, None, reason=Reason.FEW_REGIONS
        )
    factor = groups / (groups - 1) * (n_obs - 1) / (n_obs - parameters)
    used = signs.first(TEST_DRAWS)
    wald, drawn = _joint_wald(within, y, others, tested, used)
    statistic = wald / factor / rank
    exceeding = (drawn >= wald * (1 - TIE)) | used.reproduce_the_sample
    return Diagnosis(
        "hausman_robust",
        "",
        statistic,
        rank,
        groups - 1,
        float(f.sf(statistic, rank, groups - 1)),
        used.share(int(np.count_nonzero(exceeding))),
        len(used.values),
    )


def _joint_wald(
    within: Within, y: Array, others: Array, tested: Array, signs: Signs
) -> tuple[float, Array]:
    """b' (sum s_g s_g')^-1 b of the sample and of each wild draw (B,), b = coefficients of `tested`.

    Parameters
    ----------
    y, others, tested : (n,), (n, p), (n, r) sorted by region; the last two orthonormal together
    """
    both = np.column_stack([others, tested])
    residual = y - both @ (both.T @ y)
    restricted = y - others @ (others.T @ y)
    sample = _wald(
        (tested.T @ y)[None, :], within.region_sums(tested * residual[:, None])[None, :, :]
    )
    # s*_g = v_g t_g'u_g - (t_g'z_g) Z'(v u), linear in the signs v; z are all regressors.
    own = within.region_sums(tested * restricted[:, None])
    moments = within.region_sums(both * restricted[:, None])
    crossed = within.region_sums(tested[:, :, None] * both[:, None, :])
    groups = len(own)
    linear = -crossed @ moments.T
    linear[np.arange(groups), :, np.arange(groups)] += own
    scores = (linear.reshape(-1, groups) @ signs.values.T).T.reshape(-1, groups, own.shape[1])
    return float(sample[0]), _wald(signs.values @ own, scores)


def _wald(coefficient: Array, scores: Array) -> Array:
    """(B,) of coefficients (B, r) and cluster scores (B, G, r)."""
    meat = scores.transpose(0, 2, 1) @ scores
    size = np.einsum("brr->b", meat) / meat.shape[1]
    # So little that only a singular matrix feels it.
    ridge = np.where(size > 0, 1e-13 * size, 1.0)[:, None, None] * np.eye(meat.shape[1])
    solved = np.linalg.solve(meat + ridge, coefficient[:, :, None])[:, :, 0]
    statistic: Array = np.einsum("br,br->b", coefficient, solved)
    return statistic


def _orthonormal(columns: Array, before: Array | None = None) -> Array:
    """(n, rank) spanning `columns` (n, m); `before` are sizes that tell what is rounding."""
    size = np.linalg.norm(columns, axis=0) if before is None else before
    scaled = columns / np.where(size > 0, size, 1.0)
    left, values, _ = np.linalg.svd(scaled, full_matrices=False)
    spanning: Array = left[:, values > np.sqrt(RANK_TOLERANCE)]
    return spanning


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
    """H0: errors are not serially correlated (Wooldridge 2002, 10.6.3; Drukker 2003).

    Differences of uncorrelated errors have correlation -.5 with their own lag: the slope of those
    residuals on their lag, no constant, clustered by region with G/(G-1), against -.5 by F(1, G-1).
    Year effects are estimated again in differences. None where no three years follow each other, or
    where the slope has no standard error.
    """
    from scipy.stats import f

    residual = _differenced_residual(within)
    if residual is None:
        return None
    grid = np.full((within.n_regions, int(within.year.max()) + 1), np.nan)
    grid[within.region[1:], within.year[1:]] = residual
    current, lagged = grid[:, 1:], grid[:, :-1]
    usable = ~np.isnan(current) & ~np.isnan(lagged)
    regions = np.flatnonzero(usable.any(axis=1))
    groups = len(regions)
    now, before = np.where(usable, current, 0.0), np.where(usable, lagged, 0.0)
    size = float(np.sum(before**2))
    if groups < 2 or not size > 0:
        return None
    slope = float(np.sum(now * before)) / size
    terms = (now - slope * before) * before
    sums = unless_cancelled(terms.sum(axis=1)[:, None], terms.reshape(-1, 1))
    variance = groups / (groups - 1) * float(np.sum(sums**2)) / size**2
    if not variance > 0 or np.sum(terms**2) <= EXPLAINED**2 * size**2:
        return None
    statistic = (slope + 0.5) ** 2 / variance
    return Diagnosis(
        "wooldridge", "", statistic, 1, groups - 1, float(f.sf(statistic, 1, groups - 1))
    )


def _differenced_residual(within: Within) -> Array | None:
    """(n - 1,) residuals of differences to the row before; nan where that is not the year before.

    None where regressors and years leave no more than rounding.
    """
    follows = (np.diff(within.region) == 0) & (np.diff(within.year) == 1)
    if not follows.any():
        return None
    change = np.diff(np.column_stack([within.x, within.y]), axis=0)[follows]
    design, outcome = change[:, :-1], change[:, -1]
    if within.effects.has_year:
        years = within.year[1:][follows]
        design = np.column_stack([design, years[:, None] == np.unique(years)[None, :]])
    spanned = _orthonormal(design.astype(float))
    left = outcome - spanned @ (spanned.T @ outcome)
    if np.linalg.norm(left) <= EXPLAINED * np.linalg.norm(within.y):
        return None
    residual = np.full(len(follows), np.nan)
    residual[follows] = left
    return residual


def variance_inflation(within: Within, names: tuple[str, ...]) -> Iterator[Diagnosis]:
    """1/(1 - R2) of each regressor on the others, after effects are swept out."""
    factors = np.diag(within.bread) * np.sum(within.x**2, axis=0)
    for name, factor in zip(names, factors, strict=True):
        yield Diagnosis("vif", name, float(factor), None, None, None)


def leave_one_out(panel: PanelData, within: Within) -> Iterator[WithoutOne]:
    """The first coefficient without each region, then without each year."""
    term = panel.names[0]
    codes = np.unique(panel.region)
    for code, coefficient in zip(codes, delete_one(within)[:, 0], strict=True):
        finite = float(coefficient) if np.isfinite(coefficient) else None
        yield WithoutOne("region", str(code), term, finite)
    for year in np.unique(panel.year):
        rest = panel.year != year
        try:
            left = project(
                panel.y[rest],
                panel.x[rest],
                panel.region[rest],
                panel.year[rest],
                panel.effects,
            )
        except (Singular, ValueError):
            yield WithoutOne("year", str(year), term, None)
            continue
        yield WithoutOne("year", str(year), term, float(left.coefficient[0]))


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
    residual = y - x @ np.linalg.lstsq(x, y, rcond=RANK_TOLERANCE)[0]
    return float(residual @ residual)
