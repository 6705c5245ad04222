"""Independent computations that what this study ships is checked against on simulated panels.

The long way writes out every dummy, leaves regions out in a loop and regresses each bootstrap draw;
the way by arrays takes many balanced panels with one regressor at once, in closed form. Neither
shares code with `within`, `covariance` or `wild`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from panelstats.arrays import Array, Codes
from panelstats.covariance import Vcov
from panelstats.effects import Effects
from panelstats.within import Within


@dataclass(frozen=True)
class Panel:
    """A simulated panel: `y` (n,), `x` (n, 1), codes of `region` and `year` (n,)."""

    y: Array
    x: Array
    region: Codes
    year: Codes


@dataclass(frozen=True)
class ByArrays:
    """Of many panels: the slope, its errors by name, and the wild p-value of the true slope, (R,)."""

    coefficient: Array
    errors: dict[str, Array]
    wild_p: Array


def by_arrays(y: Array, x: Array, truth: float, signs: Array, *, exhaustive: bool) -> ByArrays:
    """Two-way effects in many balanced panels at once.

    Parameters
    ----------
    y, x : (R, G, T) outcome and regressor
    truth : the slope that the bootstrap tests
    signs : (B, G) for all panels, or (R, B, G)
    exhaustive : whether each sign vector occurs once
    """
    regions, years = x.shape[1:]
    rows = regions * years
    x_region = x - x.mean(axis=2, keepdims=True)
    y_region = y - y.mean(axis=2, keepdims=True)
    x_both = x_region - x_region.mean(axis=1, keepdims=True)
    y_both = y_region - y_region.mean(axis=1, keepdims=True)
    square = np.einsum("rgt,rgt->r", x_both, x_both)
    slope = np.einsum("rgt,rgt->r", x_both, y_both) / square
    residual = y_both - slope[:, None, None] * x_both
    scores = np.einsum("rgt,rgt->rg", x_both, residual)
    factor = regions / (regions - 1) * (rows - 1) / (rows - 1 - years)
    # Without region g: sums over the others, less the product of their yearly sums over G - 1.
    x_rest = x_region.sum(axis=1, keepdims=True) - x_region
    y_rest = y_region.sum(axis=1, keepdims=True) - y_region
    own_square = np.einsum("rgt,rgt->rg", x_region, x_region)
    own_product = np.einsum("rgt,rgt->rg", x_region, y_region)
    left_square = own_square.sum(axis=1, keepdims=True) - own_square
    left_square -= np.einsum("rgt,rgt->rg", x_rest, x_rest) / (regions - 1)
    left_product = own_product.sum(axis=1, keepdims=True) - own_product
    left_product -= np.einsum("rgt,rgt->rg", x_rest, y_rest) / (regions - 1)
    gaps = left_product / left_square - slope[:, None]
    errors = {
        Vcov.CONVENTIONAL: np.sqrt(
            np.einsum("rgt,rgt->r", residual, residual) / (rows - regions - years) / square
        ),
        Vcov.XTREG: np.sqrt(factor * np.sum(scores**2, axis=1)) / square,
        Vcov.CR3: np.sqrt((regions - 1) / regions * np.sum(gaps**2, axis=1)),
    }

    # A draw's year means are those of the flipped residuals: x_g'mean = (1/G) sum_h v_h x_g'u_h.
    restricted = y_both - truth * x_both
    crossed = np.einsum("rgt,rht->rgh", x_both, restricted)
    own = np.einsum("rgg->rg", crossed)
    flips = np.broadcast_to(signs, (len(x), *signs.shape[-2:])).transpose(0, 2, 1)
    drawn = np.einsum("rg,rgb->rb", own, flips) / square[:, None]
    spread = np.einsum("rgt,rgt->rg", x_both, x_both)
    influence = own[:, :, None] * flips - crossed @ flips / regions
    influence -= drawn[:, None, :] * spread[:, :, None]
    drawn_t = np.abs(drawn) / np.sqrt(np.sum(influence**2, axis=1))
    sample_t = np.abs(slope - truth) / np.sqrt(np.sum(scores**2, axis=1))
    exceeding = np.sum(drawn_t >= sample_t[:, None] * (1 - 1e-10), axis=1)
    draws = signs.shape[-2]
    wild_p = exceeding / draws if exhaustive else (1 + exceeding) / (1 + draws)
    return ByArrays(slope, errors, np.asarray(wild_p))


def explicit_errors(panel: Panel) -> dict[str, float]:
    """The slope's errors the long way: every dummy written out, every region left out by a loop."""
    design = np.column_stack([panel.x, _dummies(panel, Effects.REGION_YEAR)])
    n_obs, parameters = len(panel.y), int(np.linalg.matrix_rank(design))
    groups = len(np.unique(panel.region))
    bread = np.linalg.pinv(design.T @ design)
    coefficient = bread @ design.T @ panel.y
    residual = panel.y - design @ coefficient
    summed = np.array(
        [
            design[panel.region == region].T @ residual[panel.region == region]
            for region in range(groups)
        ]
    )
    clustered = (bread @ summed.T @ summed @ bread)[0, 0]
    clustered *= groups / (groups - 1) * (n_obs - 1) / (n_obs - (parameters - (groups - 1)))
    left_out = []
    for region in range(groups):
        rest = panel.region != region
        left_out.append(np.linalg.lstsq(design[rest], panel.y[rest], rcond=None)[0][0])
    gaps = np.array(left_out) - coefficient[0]
    return {
        Vcov.CONVENTIONAL: float(np.sqrt(residual @ residual / (n_obs - parameters) * bread[0, 0])),
        Vcov.XTREG: float(np.sqrt(clustered)),
        Vcov.CR3: float(np.sqrt((groups - 1) / groups * gaps @ gaps)),
    }


def explicit_wild_p(
    panel: Panel | Within, effects: Effects, signs: Array, term: int
) -> tuple[Array, float]:
    """The wild bootstrap the long way: each draw's outcome regressed on every dummy.

    Returns the t statistic of each draw (up to the factor they share) and the share of draws at
    least as extreme as the sample's.
    """
    dummies = _dummies(panel, effects)
    full = np.column_stack([panel.x, dummies])
    restricted = np.column_stack([np.delete(panel.x, term, axis=1), dummies])
    bread = np.linalg.pinv(full.T @ full)
    fitted = restricted @ np.linalg.lstsq(restricted, panel.y, rcond=None)[0]
    outcomes = fitted[:, None] + (panel.y - fitted)[:, None] * signs[:, panel.region].T
    own = bread[term] @ full.T

    def statistics(y: Array) -> Array:
        residual = y - full @ (bread @ (full.T @ y))
        influence = np.array(
            [
                own[panel.region == region] @ residual[panel.region == region]
                for region in range(signs.shape[1])
            ]
        )
        t: Array = (own @ y) / np.sqrt(np.sum(influence**2, axis=0))
        return t

    drawn = statistics(outcomes)
    sample = float(statistics(panel.y[:, None])[0])
    return drawn, float(np.mean(np.abs(drawn) >= abs(sample) * (1 - 1e-9)))


def _dummies(panel: Panel | Within, effects: Effects) -> Array:
    blocks = [np.ones((len(panel.y), 1))]
    if effects.has_region:
        blocks.append((panel.region[:, None] == np.unique(panel.region)[None, 1:]).astype(float))
    if effects.has_year:
        blocks.append((panel.year[:, None] == np.unique(panel.year)[None, 1:]).astype(float))
    return np.column_stack(blocks)
