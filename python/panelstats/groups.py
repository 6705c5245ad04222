"""Differences of the first coefficient between groups (docs/methodology/group_differences.md).

Two columns of a table are compared when they have the same terms, effects and variant and either
the same outcome in samples that share no region (regions, digital level), or outcomes of one stem,
such as ln_tsi_labour and ln_tsi_capital, in one sample (factor intensity).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from panelstats.arrays import Array
from panelstats.estimate import Fit, student
from panelstats.pieces import Pieces, solve
from panelstats.wild import draw_signs, wild_test
from panelstats.within import (
    CANCELLED,
    Singular,
    Within,
    explained,
    project,
    region_influence,
)

F = TypeVar("F", bound=Fit, covariant=True)
#: The two families: one outcome in groups without common regions, two outcomes of the same regions.
GROUPS, OUTCOMES = "groups", "outcomes"
#: Permutations estimated at a time, to bound memory: rows x permutations doubles.
BATCH = 500


@dataclass(frozen=True)
class Pair(Generic[F]):
    """Two fitted columns to compare; the difference is b less a."""

    family: str
    a: F
    b: F

    @property
    def same_regions(self) -> bool:
        """Whether two outcomes of the same regions are compared, rather than two groups."""
        return self.family == OUTCOMES

    @property
    def difference(self) -> float:
        """First coefficient of b less that of a."""
        return float(self.b.within.coefficient[0] - self.a.within.coefficient[0])


@dataclass(frozen=True)
class Difference:
    """The difference by one method."""

    method: str
    difference: float
    std_error: float | None
    statistic: float | None
    df: float | None
    p_value: float | None
    draws: int | None = None


def compare(pair: Pair[Fit], permutations: int, seed: int) -> Iterator[Difference]:
    """The difference by every method.

    `interacted_full`: every term and effect its own in each group; `interacted_first`: the first
    term alone differs; `wald`: separate regressions, stacked cluster scores; `permutation`: whole
    regions reassigned to the groups at random (or, for two outcomes of the same regions, their labels swapped
    by whole regions), studentised.
    """
    yield _interacted_full(pair)
    first = _interacted_first(pair)
    if first:
        yield first
    yield _wald(pair)
    if pair.same_regions:
        yield from _label_swap(pair, permutations, seed)
    else:
        yield _permutation(pair, permutations, seed)


def _stacked(pair: Pair[Fit]) -> tuple[Array, int]:
    """Influence of each region on the difference, (G,), and G, regions of either group.

    nan where one of the two columns has no error.
    """
    regions = np.unique(np.concatenate([pair.a.panel.region, pair.b.panel.region]))
    influence = np.zeros(len(regions))
    for fit, sign in ((pair.a, -1.0), (pair.b, 1.0)):
        own = region_influence(fit.within, fit.within.directions[:, [0]])[:, 0]
        influence[np.searchsorted(regions, np.unique(fit.panel.region))] += sign * own
    return influence, len(regions)


def _interacted_full(pair: Pair[Fit]) -> Difference:
    """CRV1 of the stacked model: K counts both groups' terms, constants and year effects."""
    influence, groups = _stacked(pair)
    withins = (pair.a.within, pair.b.within)
    n_obs = sum(within.n_obs for within in withins)
    parameters = sum(within.n_terms + 1 + within.year_effects for within in withins)
    factor = groups / (groups - 1) * (n_obs - 1) / (n_obs - parameters)
    return _tested(
        "interacted_full", pair.difference, factor * float(influence @ influence), groups - 1
    )


def _wald(pair: Pair[Fit]) -> Difference:
    """As Stata's suest: B1 (sum s_g1 s_g2') B2 with G/(G-1); t(min G - 1)."""
    influence, groups = _stacked(pair)
    variance = groups / (groups - 1) * float(influence @ influence)
    df = min(pair.a.within.n_regions, pair.b.within.n_regions) - 1
    return _tested("wald", pair.difference, variance, df)


def _interacted_first(pair: Pair[Fit]) -> Difference | None:
    """One regression on both: terms and year effects in common, the first term's slope is not.

    Region effects are those of region and outcome. None where the interaction cannot be estimated,
    or where two outcomes of a region are one, so that their scores cancel.
    """
    panels = (pair.a.panel, pair.b.panel)
    in_b = np.concatenate([np.full(len(panel.y), place) for place, panel in enumerate(panels)])
    region = np.concatenate([panel.region for panel in panels])
    entity = np.array([f"{code} {side:.0f}" for code, side in zip(region, in_b, strict=True)])
    x = np.concatenate([panel.x for panel in panels])
    effects = pair.a.panel.effects
    blocks = [x[:, :1] * in_b[:, None], x]
    if not effects.has_region:
        blocks.append(in_b[:, None])
    try:
        within = project(
            np.concatenate([panel.y for panel in panels]),
            np.column_stack(blocks),
            entity,
            np.concatenate([panel.year for panel in panels]),
            effects,
        )
    except ValueError:
        return None
    clusters = np.unique(region, return_inverse=True)[1]
    first_row = np.unique(entity, return_index=True)[1]
    influence = np.zeros(clusters.max() + 1)
    own = region_influence(within, within.directions[:, [0]])[:, 0]
    np.add.at(influence, clusters[first_row], own)
    if np.linalg.norm(influence) <= CANCELLED * np.linalg.norm(own):
        return None
    groups = len(influence)
    parameters = within.n_terms + 1 + within.year_effects
    factor = groups / (groups - 1) * (within.n_obs - 1) / (within.n_obs - parameters)
    return _tested(
        "interacted_first",
        float(within.coefficient[0]),
        factor * float(influence @ influence),
        groups - 1,
    )


def _tested(method: str, difference: float, variance: float, df: int) -> Difference:
    if not variance > 0 or df < 1:
        return Difference(method, difference, None, None, None, None)
    error = float(np.sqrt(variance))
    statistic, p_value, _, _ = student(difference, error, df)
    return Difference(method, difference, error, statistic, float(df), p_value)


def _permutation(pair: Pair[Fit], permutations: int, seed: int) -> Difference:
    """Whole regions reassigned at random to groups of the same sizes; |difference| over its Wald error."""
    unknown = Difference("permutation", pair.difference, None, None, None, None)
    try:
        pooled = _pooled(pair)
    except Singular:
        return unknown
    if np.isnan(_stacked(pair)[0]).any():
        return unknown
    in_b = np.isin(np.unique(_regions(pair)), pair.b.panel.region)
    generator = np.random.default_rng(seed)
    statistic, difference = studentised(pooled, in_b[None, :].astype(float))
    if not np.isfinite(statistic[0]):
        return unknown
    exceeding = draws = 0
    for first in range(0, permutations, BATCH):
        count = min(BATCH, permutations - first)
        assigned = generator.permuted(np.tile(in_b, (count, 1)), axis=1).astype(float)
        drawn = np.abs(studentised(pooled, assigned)[0])
        usable = np.isfinite(drawn)
        draws += int(usable.sum())
        exceeding += int(np.count_nonzero(drawn[usable] >= abs(statistic[0]) * (1 - 1e-10)))
    if not draws:
        return unknown
    p_value = (1 + exceeding) / (draws + 1)
    return Difference(
        "permutation", float(difference[0]), None, float(statistic[0]), None, p_value, draws
    )


def studentised(pooled: Within, in_b: Array) -> tuple[Array, Array]:
    """Difference over its Wald error, and the difference, for each allocation of regions.

    Parameters
    ----------
    pooled : the rows of both groups; only its projected columns and year effects are used
    in_b : (R, G), 1 for the regions of group b; each group's year effects are its own
    """
    pieces = Pieces.of(pooled)
    terms = pooled.n_terms
    slope = np.zeros(len(in_b))
    squares = np.zeros(len(in_b))
    for weights, sign in ((1 - in_b, -1.0), (in_b, 1.0)):
        gram = pieces.gram(weights)
        coefficient = solve(gram, terms, slice(terms, terms + 1))[:, :, 0]
        unit = np.zeros((len(in_b), terms + 1, 1))
        unit[:, 0, 0] = 1.0
        probe = solve(np.concatenate([gram[:, :, :terms], unit], axis=2), terms, slice(terms, None))
        years = pieces.year_coefficients(weights)
        # Rows of the residual and of x (x'x)^-1 e_1, year effects of the group taken out.
        outward = np.column_stack([-coefficient, np.ones(len(in_b))])
        inward = np.column_stack([probe[:, :, 0], np.zeros(len(in_b))])
        columns = np.column_stack([pooled.x, pooled.y])
        residual = columns @ outward.T - pooled.basis @ np.einsum("bqm,bm->qb", years, outward)
        direction = columns @ inward.T - pooled.basis @ np.einsum("bqm,bm->qb", years, inward)
        influence = pooled.region_sums(residual * direction).T * weights
        slope += sign * coefficient[:, 0]
        squares += np.einsum("bg,bg->b", influence, influence)
    groups = in_b.shape[1]
    return slope / np.sqrt(groups / (groups - 1) * squares), slope


def _label_swap(pair: Pair[Fit], draws: int, seed: int) -> Iterator[Difference]:
    """Two outcomes of the same regions: the regression of their difference, labels swapped.

    Swapping a whole region's labels turns the sign of its difference; with effects and controls
    estimated, that of its restricted residual, which is the wild cluster bootstrap.
    """
    a, b = pair.a.panel, pair.b.panel
    keys_a = {key: row for row, key in enumerate(zip(a.region, a.year, strict=True))}
    common = [
        (keys_a[key], row)
        for row, key in enumerate(zip(b.region, b.year, strict=True))
        if key in keys_a
    ]
    if not common:
        return
    rows_a, rows_b = np.array(common).T
    apart = b.y[rows_b] - a.y[rows_a]
    try:
        within = project(
            apart,
            b.x[rows_b],
            b.region[rows_b],
            b.year[rows_b],
            pair.a.panel.effects,
        )
    except ValueError:
        return
    if explained(apart, within):
        return
    found = wild_test(within, draw_signs(within.n_regions, draws, seed), 0)
    yield Difference(
        "permutation", float(within.coefficient[0]), None, None, None, found.p_value, found.draws
    )


def _regions(pair: Pair[Fit]) -> npt.NDArray[np.str_]:
    return np.concatenate([pair.a.panel.region, pair.b.panel.region])


def _pooled(pair: Pair[Fit]) -> Within:
    panels = (pair.a.panel, pair.b.panel)
    return project(
        np.concatenate([panel.y for panel in panels]),
        np.concatenate([panel.x for panel in panels]),
        _regions(pair),
        np.concatenate([panel.year for panel in panels]),
        pair.a.panel.effects,
    )
