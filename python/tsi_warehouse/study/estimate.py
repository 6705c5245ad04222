"""Estimate one model: coefficients by least squares, inference by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tsi_warehouse.study.covariance import (
    CONSTANT_COVARIANCES,
    COVARIANCES,
    Covariance,
    Reason,
    constant_covariance,
)
from tsi_warehouse.study.specify import Effects, Frame, ModelSpec, NoModel, Vcov
from tsi_warehouse.study.terms import Array
from tsi_warehouse.study.within import RANK_TOLERANCE, Singular, Within, explained, project

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
    vcov: Vcov
    coefficient: float
    std_error: float | None
    statistic: float | None
    df: float | None
    p_value: float | None
    ci_low: float | None
    ci_high: float | None
    draws: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Fit:
    """An estimated model. `within` holds what its covariances and bootstraps are made of."""

    frame: Frame
    within: Within

    @property
    def spec(self) -> ModelSpec:
        """The row of study_models it came from."""
        return self.frame.spec

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
        fitted = (self.frame.x - self.frame.x.mean(axis=0)) @ self.coefficient
        if np.ptp(fitted) == 0:
            return None
        return float(np.corrcoef(fitted, self.frame.y)[0, 1] ** 2)

    def lone_region(self, term: str) -> str:
        """The region that alone identifies the coefficient of `term`; '' where there is none."""
        if term not in self.spec.names:
            return ""
        code = self.within.left_out.lone_region[self.position(term)]
        return "" if code < 0 else str(np.unique(self.frame.region)[code])

    def position(self, term: str) -> int:
        """The place of `term` among the regressors."""
        return self.spec.names.index(term)


def estimate(frame: Frame) -> Fit | NoModel:
    """Project the effects out once and check that the model can be estimated.

    A model with one region, without degrees of freedom or residuals, or in which a regressor has no
    variation of its own, is returned as NoModel with the reason.
    """
    spec = frame.spec
    if len(np.unique(frame.region)) < 2:
        return NoModel(
            spec,
            "one_region",
            "standard errors need at least two regions",
            "标准误至少需要两个地区",
        )
    extreme = _extreme(frame)
    if extreme is not None:
        return extreme
    try:
        within = project(frame.y, frame.x, frame.region, frame.year, spec.effects)
    except Singular as singular:
        return unsolvable(spec, spec.names, frame.x, singular)
    if within.n_obs - within.n_terms - 1 - within.absorbed <= 0:
        return NoModel(
            spec,
            "no_degrees_of_freedom",
            f"{within.n_obs} rows for {within.n_terms + 1 + within.absorbed} parameters",
            f"{within.n_obs} 个观测，{within.n_terms + 1 + within.absorbed} 个参数，没有自由度",
        )
    if np.linalg.norm(within.y) <= RANK_TOLERANCE * np.linalg.norm(frame.y):
        return NoModel(
            spec,
            "no_errors",
            f"'{spec.outcome}' {_unvarying(spec.effects, frame.y)[0]}",
            f"“{spec.outcome}”{_unvarying(spec.effects, frame.y)[1]}",
        )
    if explained(frame.y, within):
        return NoModel(
            spec,
            "no_errors",
            f"regressors and effects explain '{spec.outcome}' wholly: is it one of the regressors, "
            "or made from them?",
            f"“{spec.outcome}”完全由解释变量与固定效应决定：它是否就是解释变量之一，或由其计算而来？",
        )
    return Fit(frame, within)


def not_estimable(frame: Frame) -> NoModel | None:
    """Why a frame cannot be estimated; None where it can."""
    tried = estimate(frame)
    return tried if isinstance(tried, NoModel) else None


def infer(
    fit: Fit, conventions: Sequence[Vcov] | None = None, level: float = LEVEL
) -> Iterator[Inference]:
    """Standard error, t, p and interval of every coefficient under each of `conventions`.

    All are given where none are named; `reghdfe`, which differs from `xtreg` only by singletons,
    where the model asks for it. The constant comes last, under those that define it.
    """
    if conventions is None:
        asked = fit.spec.vcov
        conventions = [vcov for vcov in COVARIANCES if vcov is not Vcov.REGHDFE or asked is vcov]
    coefficients = np.append(fit.coefficient, fit.constant)
    for vcov in conventions:
        if vcov not in COVARIANCES:
            continue
        if vcov in CONSTANT_COVARIANCES:
            names = (*fit.spec.names, CONSTANT)
            covariance = constant_covariance(fit.within, vcov)
        else:
            names = fit.spec.names
            covariance = COVARIANCES[vcov](fit.within)
        yield from _rows(names, coefficients, covariance, vcov, level)


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
    names: Sequence[str], coefficients: Array, covariance: Covariance, vcov: Vcov, level: float
) -> Iterator[Inference]:
    errors = covariance.std_error
    for position, term in enumerate(names):
        coefficient, error = float(coefficients[position]), float(errors[position])
        df = float(covariance.df[position])
        found: tuple[float | None, ...] = (None,) * 5
        if error > 0:
            statistic, p_value, low, high = student(coefficient, error, df, level)
            found = error, statistic, p_value, low, high
        yield Inference(
            term=term,
            vcov=vcov,
            coefficient=coefficient,
            std_error=found[0],
            statistic=found[1],
            df=df,
            p_value=found[2],
            ci_low=found[3],
            ci_high=found[4],
            reason=covariance.reasons[position],
        )


def unsolvable(spec: ModelSpec, names: Sequence[str], x: Array, singular: Singular) -> NoModel:
    """Names the column of `x` (n, k) that is constant, or those that are collinear."""
    name = names[singular.column]
    if singular.by_effects:
        en, zh = _unvarying(spec.effects, x[:, singular.column])
        return NoModel(spec, "singular", f"'{name}' {en}", f"变量“{name}”{zh}")
    others = [names[place] for place in singular.others]
    listed_en = ", ".join(f"'{other}'" for other in others)
    listed_zh = "、".join(f"“{other}”" for other in others)
    return NoModel(
        spec,
        "singular",
        f"'{name}' is collinear with {listed_en} once the effects ({spec.effects}) are absorbed, "
        "to the precision its values have; leave one of them out",
        f"控制固定效应（{spec.effects}）后，在数值精度内变量“{name}”与{listed_zh}完全共线；请去掉其中之一",
    )


def _unvarying(effects: Effects, values: Array) -> tuple[str, str]:
    """What is wrong with a column (n,) that has no variation, in English and Chinese."""
    if np.ptp(values) <= RANK_TOLERANCE * np.abs(values).max():
        return (
            f"is constant in this sample ({values[0]:.6g})",
            f"在该样本中为常数（{values[0]:.6g}）",
        )
    return (
        f"does not vary once the effects ({effects}) are absorbed",
        f"在控制固定效应（{effects}）后没有变异",
    )


def _extreme(frame: Frame) -> NoModel | None:
    """A column whose squares a computer cannot hold; None where there is none."""
    spec = frame.spec
    columns = [(str(spec.outcome), frame.y), *zip(spec.names, frame.x.T, strict=True)]
    if spec.endogenous is not None and frame.instrument is not None:
        columns.append((str(spec.endogenous.instrument), frame.instrument))
    for name, values in columns:
        largest = float(np.abs(values).max())
        if largest > LARGEST or 0 < largest < 1 / LARGEST:
            return NoModel(
                spec,
                "magnitude",
                f"'{name}' reaches {largest:.1e}, too large or too small to compute with; "
                "use another unit",
                f"变量“{name}”的数量级达到 {largest:.1e}，无法可靠计算；请换用其他单位",
            )
    return None
