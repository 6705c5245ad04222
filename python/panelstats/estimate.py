"""Estimate one model: coefficients by least squares, inference by name, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from panelstats.arrays import Array
from panelstats.covariance import Covariance, Reason
from panelstats.covariances import CONVENTIONS
from panelstats.panel import PanelData
from panelstats.within import RANK_TOLERANCE, Singular, Within, explained, project

CONSTANT = "_cons"
LEVEL = 0.95
#: Fourth powers of numbers up to this, and of their inverses, are still numbers to a computer.
LARGEST = 1e60


@dataclass(frozen=True)
class Inference:
    """One coefficient under one convention; None where the convention gives no such number.

    `reason` says why a number is missing or was adjusted.
    """

    term: str
    vcov: str
    coefficient: float
    std_error: float | None
    statistic: float | None
    df: float | None
    p_value: float | None
    ci_low: float | None
    ci_high: float | None
    draws: int | None = None
    reason: Reason | None = None


class Why(StrEnum):
    """Why a model cannot be estimated."""

    ONE_REGION = "one_region"
    MAGNITUDE = "magnitude"
    CONSTANT = "constant"
    ABSORBED = "absorbed"
    COLLINEAR = "collinear"
    NO_DEGREES = "no_degrees_of_freedom"
    CONSTANT_OUTCOME = "constant_outcome"
    ABSORBED_OUTCOME = "absorbed_outcome"
    EXPLAINED = "explained"


@dataclass(frozen=True)
class Refusal:
    """A model that cannot be estimated.

    Attributes
    ----------
    name : the regressor it is about, '' where it is about the outcome or the rows
    others : the regressors that `name` is collinear with
    number : the constant, the largest size, or the number of parameters
    """

    why: Why
    name: str = ""
    others: tuple[str, ...] = ()
    number: float = np.nan


@dataclass(frozen=True)
class Fit:
    """An estimated model. `within` holds what its covariances and bootstraps are made of."""

    panel: PanelData
    within: Within

    @property
    def coefficient(self) -> Array:
        """(k,) coefficients in the order of the terms."""
        return self.within.coefficient

    @property
    def constant(self) -> float:
        """Stata xtreg's constant: mean(y) - mean(x) b."""
        return float(self.within.y_mean - self.within.x_mean @ self.coefficient)

    @property
    def r2_within(self) -> float:
        """1 - RSS/TSS after every effect is projected out (Stata's r2_w, fixest's wr2, plm's)."""
        return self.within.r2_within

    @property
    def r2_overall(self) -> float | None:
        """Squared correlation of the outcome with x b, effects left out (Stata's r2_o)."""
        fitted = (self.panel.x - self.panel.x.mean(axis=0)) @ self.coefficient
        if np.ptp(fitted) == 0:
            return None
        return float(np.corrcoef(fitted, self.panel.y)[0, 1] ** 2)

    def lone_region(self, term: str) -> str:
        """The region that alone identifies the coefficient of `term`; '' where there is none."""
        if term not in self.panel.names:
            return ""
        code = self.within.left_out.lone_region[self.position(term)]
        return "" if code < 0 else str(np.unique(self.panel.region)[code])

    def position(self, term: str) -> int:
        """The place of `term` among the regressors."""
        return self.panel.names.index(term)


def fit(panel: PanelData) -> Fit | Refusal:
    """Project the effects out once and check that the model can be estimated."""
    if len(np.unique(panel.region)) < 2:
        return Refusal(Why.ONE_REGION)
    for name, values in (("", panel.y), *zip(panel.names, panel.x.T, strict=True)):
        if out_of_reach(values):
            return Refusal(Why.MAGNITUDE, name, number=float(np.abs(values).max()))
    try:
        within = project(panel.y, panel.x, panel.region, panel.year, panel.effects)
    except Singular as singular:
        return unsolvable(panel.names, panel.x, singular)
    parameters = within.n_terms + 1 + within.absorbed
    if within.n_obs <= parameters:
        return Refusal(Why.NO_DEGREES, number=parameters)
    if np.linalg.norm(within.y) <= RANK_TOLERANCE * np.linalg.norm(panel.y):
        if constant(panel.y):
            return Refusal(Why.CONSTANT_OUTCOME, number=float(panel.y[0]))
        return Refusal(Why.ABSORBED_OUTCOME)
    if explained(panel.y, within):
        return Refusal(Why.EXPLAINED)
    return Fit(panel, within)


def unsolvable(names: Sequence[str], x: Array, singular: Singular) -> Refusal:
    """Names the column of `x` (n, k) that is constant or absorbed, or those that are collinear."""
    name, values = names[singular.column], x[:, singular.column]
    if singular.others:
        return Refusal(Why.COLLINEAR, name, tuple(names[place] for place in singular.others))
    if constant(values):
        return Refusal(Why.CONSTANT, name, number=float(values[0]))
    return Refusal(Why.ABSORBED, name)


def constant(values: Array) -> bool:
    """Whether a column (n,) varies by no more than rounding."""
    return bool(np.ptp(values) <= RANK_TOLERANCE * np.abs(values).max())


def out_of_reach(values: Array) -> bool:
    """Whether a computer cannot hold the fourth powers of a column (n,)."""
    largest = float(np.abs(values).max())
    return largest > LARGEST or 0 < largest < 1 / LARGEST


def infer(
    fit: Fit, conventions: Sequence[str] = tuple(CONVENTIONS), level: float = LEVEL
) -> Iterator[Inference]:
    """Standard error, t, p and interval of every coefficient under each of `conventions`.

    The constant comes last, under those that define it.
    """
    coefficients = np.append(fit.coefficient, fit.constant)
    names = (*fit.panel.names, CONSTANT)
    for vcov in conventions:
        if found := CONVENTIONS.get(vcov):
            yield from _rows(names, coefficients, found.covariance(fit.within), vcov, level)


def student(
    coefficient: float, std_error: float, df: float, level: float = LEVEL
) -> tuple[float, float, float, float]:
    """Statistic, two-sided p and the ends of the interval by t(df); nan without an error."""
    # As scipy.stats.t, without its handling of arguments, which took longer than the estimation.
    from scipy.special import stdtr, stdtrit

    if not std_error > 0:
        return np.nan, np.nan, np.nan, np.nan
    statistic = coefficient / std_error
    reach = std_error * float(stdtrit(df, (1 + level) / 2))
    p_value = 2 * stdtr(df, -abs(statistic))
    return statistic, float(p_value), coefficient - reach, coefficient + reach


def _rows(
    names: Sequence[str], coefficients: Array, covariance: Covariance, vcov: str, level: float
) -> Iterator[Inference]:
    for error, df, reason, term, coefficient in zip(
        covariance.std_error, covariance.df, covariance.reasons, names, coefficients, strict=False
    ):
        statistic, p_value, low, high = student(float(coefficient), float(error), float(df), level)
        known = error > 0
        yield Inference(
            term=term,
            vcov=vcov,
            coefficient=float(coefficient),
            std_error=float(error) if known else None,
            statistic=statistic if known else None,
            df=float(df),
            p_value=p_value if known else None,
            ci_low=low if known else None,
            ci_high=high if known else None,
            reason=reason,
        )
