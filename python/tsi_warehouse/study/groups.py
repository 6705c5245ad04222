"""Differences of the first coefficient between groups (docs/methodology/group_differences.md).

Two columns of a table are compared when they have the same terms, effects and variant and either
the same outcome in samples that share no region (regions, digital level), or outcomes of one stem,
such as ln_tsi_labour and ln_tsi_capital, in one sample (factor intensity).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tsi_warehouse.study.estimate import Fit, student
from tsi_warehouse.study.pieces import Pieces, solve
from tsi_warehouse.study.terms import Array
from tsi_warehouse.study.wild import draw_signs, wild_test
from tsi_warehouse.study.within import (
    CANCELLED,
    Singular,
    Within,
    explained,
    project,
    region_influence,
)

#: Permutations estimated at a time, to bound memory: rows x permutations doubles.
BATCH = 500


@dataclass(frozen=True)
class Pair:
    """Two fitted columns to compare; the difference is b less a."""

    family: str
    a: Fit
    b: Fit

    @property
    def same_regions(self) -> bool:
        """Whether two outcomes of the same regions are compared, rather than two groups."""
        return self.a.spec.outcome != self.b.spec.outcome

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


def find_pairs(fits: Sequence[Fit]) -> list[Pair]:
    """Pairs of columns that are comparable, in the order of their columns."""
    pairs = []
    for a, b in combinations(fits, 2):
        family = _family(a, b)
        if family:
            pairs.append(Pair(family, a, b))
    return pairs


def compare(pair: Pair, permutations: int, seed: int) -> Iterator[Difference]:
    """The difference by every method.

    `interacted_full`: every term and effect its own in each group; `interacted_first`: the first
    term alone differs; `wald`: separate regressions, stacked cluster scores; `permutation`: whole
    regions dealt to the groups anew (or, for two outcomes of the same regions, their labels swapped
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


def _family(a: Fit, b: Fit) -> str:
    """'' where the two columns are not comparable."""
    one, other = a.spec, b.spec
    if (one.study_table, one.variant, one.terms, one.effects) != (
        other.study_table,
        other.variant,
        other.terms,
        other.effects,
    ):
        return ""
    if one.outcome == other.outcome:
        apart = not set(a.frame.region) & set(b.frame.region)
        return "groups" if apart else ""
    stems = {str(spec.outcome).rpartition("_")[0] for spec in (one, other)}
    # A stem that is itself made of parts (ln_tsi) tells variants of one measure from two measures.
    same_measure = len(stems) == 1 and "_" in stems.pop()
    return "outcomes" if same_measure and one.sample == other.sample else ""


def _stacked(pair: Pair) -> tuple[Array, int]:
    """Influence of each region on the difference, (G,), and G, regions of either group.

    nan where one of the two columns has no error.
    """
    regions = np.unique(np.concatenate([pair.a.frame.region, pair.b.frame.region]))
    influence = np.zeros(len(regions))
    for fit, sign in ((pair.a, -1.0), (pair.b, 1.0)):
        own = region_influence(fit.within, fit.within.directions[:, [0]])[:, 0]
        influence[np.searchsorted(regions, np.unique(fit.frame.region))] += sign * own
    return influence, len(regions)


def _interacted_full(pair: Pair) -> Difference:
    """CRV1 of the stacked model: K counts both groups' terms, constants and year effects."""
    influence, groups = _stacked(pair)
    withins = (pair.a.within, pair.b.within)
    n_obs = sum(within.n_obs for within in withins)
    parameters = sum(within.n_terms + 1 + within.year_effects for within in withins)
    factor = groups / (groups - 1) * (n_obs - 1) / (n_obs - parameters)
    return _tested(
        "interacted_full", pair.difference, factor * float(influence @ influence), groups - 1
    )


def _wald(pair: Pair) -> Difference:
    """As Stata's suest: B1 (sum s_g1 s_g2') B2 with G/(G-1); t(min G - 1)."""
    influence, groups = _stacked(pair)
    variance = groups / (groups - 1) * float(influence @ influence)
    df = min(pair.a.within.n_regions, pair.b.within.n_regions) - 1
    return _tested("wald", pair.difference, variance, df)


def _interacted_first(pair: Pair) -> Difference | None:
    """One regression on both: terms and year effects in common, the first term's slope is not.

    Region effects are those of region and outcome. None where the interaction cannot be estimated,
    or where two outcomes of a region are one, so that their scores cancel.
    """
    frames = (pair.a.frame, pair.b.frame)
    in_b = np.concatenate([np.full(len(frame.y), place) for place, frame in enumerate(frames)])
    region = np.concatenate([frame.region for frame in frames])
    entity = np.array([f"{code} {side:.0f}" for code, side in zip(region, in_b, strict=True)])
    x = np.concatenate([frame.x for frame in frames])
    effects = pair.a.spec.effects
    blocks = [x[:, :1] * in_b[:, None], x]
    if not effects.has_region:
        blocks.append(in_b[:, None])
    try:
        within = project(
            np.concatenate([frame.y for frame in frames]),
            np.column_stack(blocks),
            entity,
            np.concatenate([frame.year for frame in frames]),
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


def _permutation(pair: Pair, permutations: int, seed: int) -> Difference:
    """Whole regions dealt anew to groups of the same sizes; |difference| over its Wald error."""
    unknown = Difference("permutation", pair.difference, None, None, None, None)
    try:
        pooled = _pooled(pair)
    except Singular:
        return unknown
    if np.isnan(_stacked(pair)[0]).any():
        return unknown
    in_b = np.isin(np.unique(_regions(pair)), pair.b.frame.region)
    generator = np.random.default_rng(seed)
    statistic, difference = studentised(pooled, in_b[None, :].astype(float))
    if not np.isfinite(statistic[0]):
        return unknown
    exceeding = draws = 0
    for first in range(0, permutations, BATCH):
        count = min(BATCH, permutations - first)
        dealt = generator.permuted(np.tile(in_b, (count, 1)), axis=1).astype(float)
        drawn = np.abs(studentised(pooled, dealt)[0])
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


def _label_swap(pair: Pair, draws: int, seed: int) -> Iterator[Difference]:
    """Two outcomes of the same regions: the regression of their difference, labels swapped.

    Swapping a whole region's labels turns the sign of its difference; with effects and controls
    estimated, that of its restricted residual, which is the wild cluster bootstrap.
    """
    a, b = pair.a.frame, pair.b.frame
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
            pair.a.spec.effects,
        )
    except ValueError:
        return
    if explained(apart, within):
        return
    found = wild_test(within, draw_signs(within.n_regions, draws, seed), 0)
    yield Difference(
        "permutation", float(within.coefficient[0]), None, None, None, found.p_value, found.draws
    )


def _regions(pair: Pair) -> npt.NDArray[np.str_]:
    return np.concatenate([pair.a.frame.region, pair.b.frame.region])


def _pooled(pair: Pair) -> Within:
    frames = (pair.a.frame, pair.b.frame)
    return project(
        np.concatenate([frame.y for frame in frames]),
        np.concatenate([frame.x for frame in frames]),
        _regions(pair),
        np.concatenate([frame.year for frame in frames]),
        pair.a.spec.effects,
    )
