"""A model cut into regions: re-estimated for any weights on whole regions, from small pieces.

The cluster bootstrap, the delete-one-region jackknife and the permutation of regions all estimate
the same model with other weights w_g on its regions. With Z_g the region-demeaned block of
regressors and outcome, and D_g that of the year effects,

    A(w) = sum w_g Z_g'Z_g - (sum w_g Z_g'D_g) (sum w_g D_g'D_g)^+ (sum w_g D_g'Z_g)

holds the cross-products after year effects are estimated again in the weighted sample. A region
drawn twice counts as two regions, since Z_g is demeaned inside each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from panelstats.arrays import Array
from panelstats.within import Within

#: Relative size below which a weighted sample is taken to leave a regressor without variation.
SINGULAR = 1e-10


@dataclass(frozen=True)
class Pieces:
    """Cross-products by region.

    Attributes
    ----------
    zz : (G, m, m) of regressors and, last, the outcome
    dz : (G, q, m) of year effects with these
    dd : (G, q, q) of year effects
    """

    zz: Array
    dz: Array
    dd: Array

    @classmethod
    def of(cls, within: Within) -> Pieces:
        """Pieces of a model; columns are its regressors in order, then the outcome."""
        z = np.column_stack([within.x, within.y])
        return cls(
            region_products(within, z, z),
            region_products(within, within.basis, z),
            region_products(within, within.basis, within.basis),
        )

    @cached_property
    def balanced(self) -> bool:
        """Whether every region has the same years, so that one inverse serves all weights."""
        return bool(np.allclose(self.dd, self.dd[0], rtol=0, atol=1e-12))

    def year_coefficients(self, weights: Array) -> Array:
        """Coefficients of the year effects on each column of Z: (B, q, m) for weights (B, G)."""
        crossed = _weighted(weights, self.dz)
        if self.balanced:
            inverse = np.linalg.pinv(self.dd[0], hermitian=True)
            shared: Array = inverse @ crossed / weights.sum(axis=1)[:, None, None]
            return shared
        own: Array = np.linalg.pinv(_weighted(weights, self.dd), hermitian=True) @ crossed
        return own

    def gram(self, weights: Array) -> Array:
        """A(w), (B, m, m), for weights (B, G)."""
        plain = _weighted(weights, self.zz)
        if self.dz.shape[1] == 0:
            return plain
        crossed = _weighted(weights, self.dz)
        return plain - crossed.transpose(0, 2, 1) @ self.year_coefficients(weights)


def _weighted(weights: Array, blocks: Array) -> Array:
    """sum over regions of w_g block_g: (B, ...) for weights (B, G) and blocks (G, ...)."""
    summed: Array = weights @ blocks.reshape(len(blocks), -1)
    return summed.reshape(len(weights), *blocks.shape[1:])


def region_products(within: Within, left: Array, right: Array) -> Array:
    """left_g'right_g for every region: (G, columns of left, columns of right)."""
    return within.region_sums(left[:, :, None] * right[:, None, :])


def solve(gram: Array, regressors: int, right: slice) -> Array:
    """Least squares of the columns `right` on the first `regressors` columns, for each gram.

    Returns (B, regressors, columns of right); nan where a regressor has no variation of its own.
    """
    own = gram[:, :regressors, :regressors]
    scale = np.sqrt(np.maximum(np.einsum("bii->bi", own), np.finfo(float).tiny))
    scaled = own / (scale[:, :, None] * scale[:, None, :])
    moments = gram[:, :regressors, right] / scale[:, :, None]
    solvable = np.linalg.eigvalsh(scaled)[:, 0] > SINGULAR
    solution = np.full(moments.shape, np.nan)
    solution[solvable] = np.linalg.solve(scaled[solvable], moments[solvable])
    unscaled: Array = solution / scale[:, :, None]
    return unscaled


def delete_one(within: Within) -> Array:
    """Coefficients (G, k) of the model without region g; nan where g alone identifies one."""
    without: Array = within.coefficient + within.left_out.deviation
    return without
