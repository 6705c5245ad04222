"""Clustered by region and by year."""

from __future__ import annotations

import numpy as np

from panelstats.covariance import Covariance, Reason, convention, small_sample, unknown, year_sums
from panelstats.within import PRECISION, Within, region_influence

#: A variance below this share of the parts that it is the difference of is rounding.
CANCELLED_VARIANCE = 1e-12


@convention("two_way", order=5, by_region=True)
def two_way(within: Within) -> Covariance:
    """Clustered by region and by year: M_region + M_year - M_both, one factor on the whole.

    K counts no effects, since each kind is nested in one of the clusters. Negative eigenvalues
    are set to zero (Cameron, Gelbach and Miller 2011), those of the covariance of q's coefficients:
    of x's they would depend on units. t(min(G, T) - 1). nan with one year.
    """
    if within.n_years < 2:
        return unknown(within, Reason.ONE_YEAR)
    moments = within.orthonormal * within.residual[:, None]
    by_region, by_year = within.region_sums(moments), year_sums(within, moments)
    groups = min(within.n_regions, within.n_years)
    factor = groups / (groups - 1) * small_sample(within, within.n_terms + 1)
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
    lacking = [reason not in (None, Reason.REPAIRED) for reason in reasons]
    matrix[lacking] = np.nan
    matrix[:, lacking] = np.nan
    return Covariance(matrix, np.full(within.n_terms, float(groups - 1)), tuple(reasons))
