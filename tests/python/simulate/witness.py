"""An independent computation of the index, of PRODY and TSI, and of two-way estimates, in numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def entropy_index(values: dict[str, Array]) -> Array:
    """Dig (regions, years) of positive indicators by DESIGN's entropy rule; values complete."""
    scaled = np.stack([(x - x.min()) / (x.max() - x.min()) for x in values.values()])
    divergences = []
    for z in scaled:
        p = z / z.sum()
        p = p[p > 0]
        divergences.append(1 + (p * np.log(p)).sum() / np.log(z.size))
    weights = np.array(divergences) / sum(divergences)
    return np.asarray((weights[:, None, None] * scaled).sum(axis=0))


def tsi(exports: Array, pgdp: Array) -> Array:
    """TSI (regions, years) of exports (regions, industries, years) and pgdp (regions, years)."""
    shares = exports / exports.sum(axis=1, keepdims=True)
    prody = (shares * pgdp[:, None, :]).sum(axis=0) / shares.sum(axis=0)
    return np.asarray((shares * prody[None]).sum(axis=1))


def two_way(outcome: Array, regressors: list[Array]) -> tuple[Array, Array]:
    """Coefficients with region and year effects, CRV1 errors; arrays (regions, years)."""

    def within(x: Array) -> Array:
        return np.asarray(
            x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + x.mean()
        )

    y = within(outcome)
    x = np.stack([within(regressor) for regressor in regressors], axis=-1)
    flat = x.reshape(-1, x.shape[-1])
    inverse = np.linalg.inv(flat.T @ flat)
    beta = inverse @ flat.T @ y.ravel()
    residual = y - x @ beta
    scores = np.einsum("gtk,gt->gk", x, residual)
    groups = len(y)
    variance = groups / (groups - 1) * inverse @ scores.T @ scores @ inverse
    return beta, np.sqrt(np.diag(variance))
