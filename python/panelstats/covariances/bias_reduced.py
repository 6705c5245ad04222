"""For few clusters: Bell and McCaffrey's and the jackknife."""

from __future__ import annotations

import numpy as np

from panelstats.arrays import Array
from panelstats.covariance import Covariance, Reason, checked, convention, of_influence
from panelstats.pieces import region_products
from panelstats.within import Within, region_influence


@convention("cr2", order=7)
def cr2(within: Within) -> Covariance:
    """Bell and McCaffrey's bias-reduced covariance with Satterthwaite degrees of freedom.

    Residuals of region g are weighted by (I - H_gg)^(-1/2), H the hat matrix of regressors and
    year effects; region effects may be left out of H (Pustejovsky and Tipton 2018, theorem 2).
    Working model: independent errors of one variance. nan where one region alone identifies a
    coefficient: nothing shows how far its residuals are from their errors.
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
    found = checked(influence.T @ influence, 0, Reason.CANCELLED)
    return Covariance(
        found.matrix,
        np.where(lone, np.nan, _satterthwaite(within, design, weighted)),
        _for_lone_regions(within, found.reasons),
    )


@convention("cr3", order=8)
def cr3(within: Within) -> Covariance:
    """Delete-one-region jackknife, (G-1)/G sum (b_(g) - b)^2, year effects estimated again; t(G-1).

    nan for a coefficient that one region alone identifies; in the regression without a region,
    other regressors that are lost with it are dropped.
    """
    groups = within.n_regions
    deviation = within.left_out.deviation
    found = of_influence((groups - 1) / groups, deviation, groups - 1)
    return Covariance(found.matrix, found.df, _for_lone_regions(within, found.reasons))


def _for_lone_regions(
    within: Within, reasons: tuple[Reason | None, ...]
) -> tuple[Reason | None, ...]:
    lone = within.left_out.lone_region >= 0
    return tuple(
        Reason.LONE_REGION if alone else reason for alone, reason in zip(lone, reasons, strict=True)
    )


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
