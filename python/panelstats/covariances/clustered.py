"""Clustered by region; only K differs."""

from __future__ import annotations

import numpy as np

from panelstats.arrays import Array
from panelstats.covariance import (
    Covariance,
    Reason,
    all_parameters,
    convention,
    nested_parameters,
    of_influence,
    small_sample,
    unknown,
)
from panelstats.effects import without_singletons
from panelstats.within import Within, effects_basis, region_influence


@convention("xtreg", order=2, by_region=True, constant=True)
def xtreg(within: Within, directions: Array | None = None) -> Covariance:
    """Clustered as Stata's xtreg, fe (reghdfe 6, fixest): K without effects nested in regions."""
    return clustered(within, nested_parameters(within), directions)


@convention("reghdfe", order=3, by_region=True, on_request=True)
def reghdfe(within: Within) -> Covariance:
    """xtreg after singletons are dropped, repeatedly, before N, G and K are counted.

    A row whose own effect fits it exactly has no influence, so that only the counts change.
    """
    kept = without_singletons(within.region, within.year, within.effects)
    present, region = np.unique(within.region[kept], return_inverse=True)
    basis = effects_basis(region, within.year[kept], within.effects)
    year_effects = basis.shape[1] - (0 if within.effects.has_region else 1)
    groups, n_obs = len(present), int(kept.sum())
    parameters = within.n_terms + 1 + year_effects
    if groups < 2 or n_obs <= parameters:
        return unknown(within, Reason.SINGLETONS)
    factor = groups / (groups - 1) * (n_obs - 1) / (n_obs - parameters)
    return of_influence(factor, region_influence(within, within.directions), groups - 1)


@convention("lsdv", order=4, by_region=True, constant=True)
def lsdv(within: Within, directions: Array | None = None) -> Covariance:
    """Clustered as Stata's areg or dummies in regress: K with every effect."""
    return clustered(within, all_parameters(within), directions)


def clustered(within: Within, parameters: int, directions: Array | None = None) -> Covariance:
    """CRV1 with `parameters` as K and t(G-1), of the regressors or along `directions` (n, m)."""
    groups = within.n_regions
    directions = within.directions if directions is None else directions
    factor = groups / (groups - 1) * small_sample(within, parameters)
    return of_influence(factor, region_influence(within, directions), groups - 1)
