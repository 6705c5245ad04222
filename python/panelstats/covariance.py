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
from typing import TypeVar

import numpy as np

from panelstats.arrays import Array
from panelstats.within import Within

_Function = TypeVar("_Function", bound=Callable[..., "Covariance"])


class Vcov:
    """Names of the conventions that other code refers to; more may be in `covariances`."""

    CONVENTIONAL = "conventional"
    XTREG = "xtreg"
    REGHDFE = "reghdfe"
    LSDV = "lsdv"
    TWO_WAY = "two_way"
    DRISCOLL_KRAAY = "driscoll_kraay"
    CR2 = "cr2"
    CR3 = "cr3"
    #: No covariance but a test: panelstats.wild.
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


@dataclass(frozen=True)
class Convention:
    """A covariance by name.

    Attributes
    ----------
    order : its place in lists
    by_region : far too small where one region alone identifies a coefficient
    constant : defines the error of the constant, which is no parameter of the within model; the function
        then takes directions (n, m) as its second argument
    on_request : estimated only where a model names it
    """

    name: str
    order: int
    function: Callable[..., Covariance]
    by_region: bool = False
    constant: bool = False
    on_request: bool = False

    def covariance(self, within: Within) -> Covariance:
        """Of the coefficients and, where the convention has one, last of the constant."""
        if not self.constant:
            return self.function(within)
        return self.function(within, directions_with_constant(within))


_REGISTERED: dict[str, Convention] = {}


def convention(name: str, order: int, **flags: bool) -> Callable[[_Function], _Function]:
    """Mark a function as a convention; `flags` are by_region, constant and on_request of Convention."""

    def register(function: _Function) -> _Function:
        _REGISTERED[name] = Convention(name, order, function, **flags)
        return function

    return register


def registered() -> Mapping[str, Convention]:
    """Every convention marked so far, by name, in order."""
    return {found.name: found for found in sorted(_REGISTERED.values(), key=lambda one: one.order)}


def directions_with_constant(within: Within) -> Array:
    """(n, k + 1) directions of the coefficients and, last, of Stata xtreg's constant.

    The constant is mean(y) - mean(x) b, whose direction is 1/n - d mean(x): with year effects it is
    that of effects that average zero over the rows (reghdfe's), not that of a base year.
    """
    constant = 1 / within.n_obs - within.directions @ within.x_mean
    return np.column_stack([within.directions, constant])


def year_sums(within: Within, values: Array) -> Array:
    """Sums of `values` (n, m) over each calendar year, zero where a year has no rows: (span, m)."""
    summed = np.zeros((int(within.year.max()) + 1, values.shape[1]))
    np.add.at(summed, within.year, values)
    return summed


def of_influence(factor: float, influence: Array, df: float) -> Covariance:
    """factor sum i_g i_g', from what each cluster adds to the coefficients (G, k)."""
    return checked(factor * influence.T @ influence, df, Reason.CANCELLED)


def checked(matrix: Array, df: float, otherwise: Reason) -> Covariance:
    """A covariance whose reason is `otherwise` where a variance is no positive number."""
    reasons = tuple(None if variance > 0 else otherwise for variance in np.diag(matrix))
    return Covariance(matrix, np.full(len(matrix), float(df)), reasons)


def unknown(within: Within, reason: Reason) -> Covariance:
    """No number at all, and why."""
    return checked(np.full((within.n_terms, within.n_terms), np.nan), np.nan, reason)


def small_sample(within: Within, parameters: int) -> float:
    """(N-1)/(N-K)."""
    return (within.n_obs - 1) / (within.n_obs - parameters)
