"""Export shares whose TSI is what the study's equation says.

ln TSI = region + year + (equation 1) + e. The year effect is not free: within a year the TSI of all
regions add up to their GDP per capita (sum_i TSI = sum_i pgdp), so it is fixed by that identity.
Shares s_ik are proportional to base_ik exp(tau_i PRODY_k / TSI_i), PRODY being recomputed from the
shares until both agree. Targets must lie inside the range of PRODY: a total effect of .5 fails.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SMALLEST_SHARE = 2e-5


class NoSuchShares(ValueError):
    """The wanted TSI cannot be reached: it lies outside the range of PRODY."""


def targets(log_tsi: Array, pgdp: Array) -> Array:
    """TSI in yuan (regions, years): exp(log_tsi) scaled in each year to the sum of pgdp."""
    level = np.exp(log_tsi)
    return np.asarray(level * (pgdp.sum(axis=0) / level.sum(axis=0)))


def prody(shares: Array, pgdp: Array) -> Array:
    """PRODY of each industry (equation 4): shares (regions, industries), pgdp (regions,)."""
    return np.asarray((shares * pgdp[:, None]).sum(axis=0) / shares.sum(axis=0))


def tilted(base: Array, sophistication: Array, wanted: Array) -> Array:
    """Shares tilted towards sophisticated industries until each region's TSI is `wanted`."""
    score = sophistication[None, :] / wanted[:, None]
    low = np.full(len(wanted), -60.0)
    high = np.full(len(wanted), 60.0)
    industries = base.shape[1]
    for _ in range(100):
        tilt = (low + high) / 2
        weight = np.log(base) + tilt[:, None] * score
        shares = np.exp(weight - weight.max(axis=1, keepdims=True))
        shares = shares / shares.sum(axis=1, keepdims=True)
        shares = SMALLEST_SHARE + (1 - industries * SMALLEST_SHARE) * shares
        below = (shares * sophistication).sum(axis=1) < wanted
        low = np.where(below, tilt, low)
        high = np.where(below, high, tilt)
    return np.asarray(shares)


def solve(base: Array, wanted: Array, pgdp: Array, tolerance: float = 1e-11) -> Array:
    """Shares (regions, industries) of one year whose TSI is `wanted` to `tolerance`, relatively.

    Raises
    ------
    NoSuchShares : no convergence within 3,000 rounds
    """
    shares = base / base.sum(axis=1, keepdims=True)
    for _ in range(3000):
        sophistication = prody(shares, pgdp)
        shares = np.sqrt(shares * tilted(base, sophistication, wanted))
        shares = shares / shares.sum(axis=1, keepdims=True)
        reached = (shares * prody(shares, pgdp)).sum(axis=1)
        if np.max(np.abs(reached / wanted - 1)) < tolerance:
            return np.asarray(shares)
    worst = float(np.max(np.abs(reached / wanted - 1)))
    raise NoSuchShares(f"the shares stay {worst:.1e} away from the wanted TSI")
