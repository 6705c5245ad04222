"""Estimate one model: coefficients by linearmodels from a formula, inference by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tsi_warehouse.study.covariance import (
    CONSTANT_COVARIANCES,
    COVARIANCES,
    Covariance,
    constant_covariance,
)
from tsi_warehouse.study.specify import Frame, ModelSpec, NoModel, Vcov
from tsi_warehouse.study.terms import Array
from tsi_warehouse.study.within import Singular, Within, explained, project

CONSTANT = "_cons"
LEVEL = 0.95


@dataclass(frozen=True)
class Inference:
    """One coefficient under one convention; None where the convention gives no such number."""

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


@dataclass(frozen=True)
class Fit:
    """An estimated model. `within` holds what its covariances and bootstraps are made of."""

    frame: Frame
    within: Within

    @property
    def spec(self) -> ModelSpec:
        """The row of study_models it came from."""
        return self.frame.spec

    @cached_property
    def linear_model(self) -> Any:
        """The same model by linearmodels, from its formula: the source of the coefficients."""
        return fit_formula(self.frame)

    @cached_property
    def coefficient(self) -> Array:
        """(k,) coefficients in the order of the terms."""
        return np.asarray(self.linear_model.params[list(self.spec.names)], dtype=float)

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
        fitted = self.frame.x @ self.coefficient
        if np.ptp(fitted) == 0 or np.ptp(self.frame.y) == 0:
            return None
        return float(np.corrcoef(fitted, self.frame.y)[0, 1] ** 2)

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
            spec, "one_region", "errors need at least two regions", "标准误至少需要两个地区"
        )
    try:
        within = project(frame.y, frame.x, frame.region, frame.year, spec.effects)
    except Singular as singular:
        return _singular(spec, singular)
    if within.n_obs - within.n_terms - 1 - within.absorbed <= 0:
        return NoModel(
            spec,
            "no_degrees_of_freedom",
            f"{within.n_obs} rows for {within.n_terms + 1 + within.absorbed} parameters",
            f"{within.n_obs} 个观测，{within.n_terms + 1 + within.absorbed} 个参数，没有自由度",
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


def fit_formula(frame: Frame) -> Any:
    """The model as linearmodels estimates it from its formula, errors clustered by region."""
    import pandas as pd
    from linearmodels.panel import PanelOLS

    spec = frame.spec
    columns = {str(spec.outcome): frame.y} | {
        name: frame.x[:, position] for position, name in enumerate(spec.names)
    }
    # linearmodels sorts and compares its index over and over: numbers are quicker than texts.
    region = np.unique(frame.region, return_inverse=True)[1]
    table = pd.DataFrame(columns).set_index(
        pd.MultiIndex.from_arrays([region, frame.year], names=["region_code", "year"])
    )
    return PanelOLS.from_formula(spec.formula, table).fit(
        cov_type="clustered", cluster_entity=True, debiased=True, group_debias=True
    )


def infer(
    fit: Fit, conventions: Sequence[Vcov] = tuple(COVARIANCES), level: float = LEVEL
) -> Iterator[Inference]:
    """Error, t, p and interval of every coefficient under each of `conventions`.

    The constant comes last, under the conventions that define an error for it.
    """
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
        if not error > 0:
            yield Inference(term, vcov, coefficient, None, None, df, None, None, None)
            continue
        statistic, p_value, low, high = student(coefficient, error, df, level)
        yield Inference(term, vcov, coefficient, error, statistic, df, p_value, low, high)


def _singular(spec: ModelSpec, singular: Singular) -> NoModel:
    name = spec.names[singular.column]
    if singular.by_effects:
        return NoModel(
            spec,
            "singular",
            f"'{name}' does not vary once the effects ({spec.effects}) are absorbed",
            f"控制固定效应（{spec.effects}）后变量“{name}”没有变异",
        )
    return NoModel(
        spec,
        "singular",
        f"'{name}' is a linear combination of the regressors before it and the effects",
        f"变量“{name}”是其前各变量与固定效应的线性组合",
    )
