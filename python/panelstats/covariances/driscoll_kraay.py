"""Robust to dependence across regions and in time."""

from __future__ import annotations

import numpy as np

from panelstats.covariance import (
    Covariance,
    Reason,
    all_parameters,
    checked,
    convention,
    small_sample,
    unknown,
    year_sums,
)
from panelstats.within import Within, unless_cancelled


def default_lag(n_years: int) -> int:
    """Newey and West's (1994) rule of thumb, as Stata's xtscc takes it: floor(4 (T/100)^(2/9))."""
    return int(np.floor(4 * (n_years / 100) ** (2 / 9)))


@convention("driscoll_kraay", order=6)
def driscoll_kraay(within: Within, lag: int | None = None) -> Covariance:
    """Robust to dependence across regions and, up to `lag` years, in time; Bartlett weights.

    The cluster is the year, so that K leaves out year effects and counts those of regions.
    Its theory is for many years: with 12 years its intervals cover 57 to 80 % (docs), so it is
    shown only with that warning. t(T-1); nan with one year, or where each year's sums cancel.
    """
    years = within.n_years
    if years < 2:
        return unknown(within, Reason.ONE_YEAR)
    lag = default_lag(years) if lag is None else lag
    terms = within.directions * within.residual[:, None]
    summed = unless_cancelled(year_sums(within, terms), terms)
    matrix = summed.T @ summed
    for step in range(1, min(lag, len(summed) - 1) + 1):
        cross = summed[step:].T @ summed[:-step]
        matrix += (1 - step / (lag + 1)) * (cross + cross.T)
    parameters = all_parameters(within) - within.year_effects
    factor = years / (years - 1) * small_sample(within, parameters)
    return checked(factor * matrix, years - 1, Reason.CANCELLED)
