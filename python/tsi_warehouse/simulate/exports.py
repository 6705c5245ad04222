"""Export shares whose TSI is what the study's equation says.

ln TSI = region + year + (equation 1) + e. The year effect is not free: within a year the TSI of all
regions add up to their GDP per capita (sum_i TSI = sum_i pgdp), so it is fixed by that identity.
Shares s_ik are proportional to base_ik exp(tau_i PRODY_k / TSI_i), PRODY being recomputed from the
shares until both agree. Targets must lie inside the range of PRODY, which bounds the effects: a
total of .5 for Dig still works, .8 fails in some draws, the paper's 2.7 is far out of reach.
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


def tilted(base: Array, tilt: Array, score: Array) -> Array:
    """Shares (regions, industries) proportional to base exp(tilt score), with a floor."""
    weight = np.log(base) + tilt[:, None] * score
    shares = np.exp(weight - weight.max(axis=1, keepdims=True))
    shares = shares / shares.sum(axis=1, keepdims=True)
    return np.asarray(SMALLEST_SHARE + (1 - base.shape[1] * SMALLEST_SHARE) * shares)


def solve(
    base: Array, wanted: Array, pgdp: Array, tolerance: float = 1e-11, rounds: int = 2000
) -> Array:
    """Shares (regions, industries) of one year whose TSI is `wanted` to `tolerance`, relatively.

    Each round recomputes PRODY from the shares and takes one Newton step of every region's tilt.

    Raises
    ------
    NoSuchShares : not reached within `rounds`
    """
    tilt = np.zeros(len(wanted))
    shares = tilted(base, tilt, np.zeros(base.shape))
    off = np.inf
    for _ in range(rounds):
        sophistication = prody(shares, pgdp)
        reached = (shares * sophistication).sum(axis=1)
        off = float(np.max(np.abs(reached / wanted - 1)))
        if off < tolerance:
            return shares
        variance = (shares * (sophistication - reached[:, None]) ** 2).sum(axis=1)
        tilt = tilt + np.clip((wanted - reached) * wanted / variance, -2.0, 2.0)
        shares = tilted(base, tilt, sophistication[None, :] / wanted[:, None])
    raise NoSuchShares(f"the shares stay {off:.1e} away from the wanted TSI")
