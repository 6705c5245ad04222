"""Mediation on one sample (docs/methodology/mediation.md).

With treatment x, mediator m, outcome y and controls, all after effects are swept out:

    m = a x + ...,    y = c x + ...,    y = direct x + b m + ...,    indirect = a b,

so that c = direct + a b holds exactly on one sample. The two-step reading (x on m by regression,
m on y by argument) comes first; the three-step one is labelled as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from panelstats.arrays import Array
from panelstats.covariance import nested_parameters
from panelstats.estimate import student
from panelstats.panel import PanelData
from panelstats.pieces import SINGULAR, Pieces, solve
from panelstats.wild import Signs, wild_test
from panelstats.within import NoErrors, Within, project, region_influence, solve_scaled

#: total = direct + indirect must hold to this share of the larger of them.
IDENTITY_TOLERANCE = 1e-8


@dataclass(frozen=True)
class Effects:
    """Effects of one or many (B,) samples."""

    a: Array
    b: Array
    direct: Array

    @property
    def indirect(self) -> Array:
        """a b."""
        return self.a * self.b

    @property
    def total(self) -> Array:
        """direct + a b, equal to the coefficient of the equation without the mediator."""
        return self.direct + self.indirect

    @property
    def share(self) -> Array:
        """indirect over total."""
        return self.indirect / self.total


@dataclass(frozen=True)
class Interval:
    """One effect under one method."""

    reading: str
    effect: str
    method: str
    estimate: float
    std_error: float | None
    p_value: float | None
    ci_low: float | None
    ci_high: float | None
    draws: int | None


@dataclass(frozen=True)
class Equations:
    """The three equations on the rows that have all of treatment, mediator, controls and outcome.

    `within` is the third one, its regressors ordered treatment, controls, mediator.
    """

    within: Within

    @property
    def controls(self) -> int:
        """Regressors besides the mediator: the treatment and the controls."""
        return self.within.n_terms - 1

    def without_mediator(self, outcome: Array) -> Within:
        """Regression of `outcome`, swept of effects, on treatment and controls."""
        x = self.within.x[:, : self.controls]
        return replace(
            self.within,
            y=outcome,
            x=x,
            x_mean=self.within.x_mean[: self.controls],
            **vars(solve_scaled(outcome, x)),
        )

    @property
    def first(self) -> Within:
        """Mediator on treatment and controls."""
        return self.without_mediator(self.within.x[:, -1])

    @property
    def total(self) -> Within:
        """Outcome on treatment and controls."""
        return self.without_mediator(self.within.y)


def equations(panel: PanelData, mediator: str) -> Equations:
    """The three equations of the model with `mediator`; its first regressor is the treatment.

    Raises
    ------
    Singular : a regressor has no variation left after effects and the others
    """
    place = panel.names.index(mediator)
    order = [column for column in range(len(panel.names)) if column != place] + [place]
    return Equations(project(panel.y, panel.x[:, order], panel.region, panel.year, panel.effects))


def effects_of(gram: Array) -> Effects:
    """Effects from cross-products (B, m, m) of treatment, controls, mediator, outcome."""
    controls = gram.shape[1] - 2
    solved = solve(gram, controls, slice(controls, controls + 2))
    first, reduced = solved[:, :, 0], solved[:, :, 1]
    mediator = gram[:, controls, :]
    explained = np.einsum("bk,bk->b", mediator[:, :controls], first)
    variance = mediator[:, controls] - explained
    variance[variance <= SINGULAR * mediator[:, controls]] = np.nan
    covariance = mediator[:, controls + 1] - np.einsum("bk,bk->b", mediator[:, :controls], reduced)
    b = covariance / variance
    return Effects(first[:, 0], b, reduced[:, 0] - first[:, 0] * b)


def check_identity(system: Equations) -> None:
    """Total = direct + indirect in the sample, or nothing is claimed of the path.

    Raises
    ------
    NoErrors : treatment and mediator are so close to collinear that rounding breaks the identity
    """
    within = system.within
    sample = effects_of(Pieces.of(within).gram(np.ones((1, within.n_regions))))
    gap = abs(sample.total[0] - system.total.coefficient[0])
    whole = np.linalg.norm(within.y) / np.linalg.norm(within.x[:, 0])
    if not gap <= IDENTITY_TOLERANCE * max(abs(sample.direct[0]), abs(sample.indirect[0]), whole):
        raise NoErrors(f"total effect differs from direct plus indirect by {gap}")


def bootstrap_weights(n_regions: int, draws: int, seed: int) -> Array:
    """How often each region is drawn, (draws, G): whole regions, with replacement."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(n_regions, np.full(n_regions, 1 / n_regions), draws).astype(float)


def mediate(
    system: Equations, weights: Array, signs: Signs, level: float = 0.95
) -> Iterator[Interval]:
    """Every effect with its intervals.

    Parameters
    ----------
    weights : (B, G) of `bootstrap_weights`
    signs : of the wild bootstrap, for the coefficients of the three regressions
    """
    pieces = Pieces.of(system.within)
    groups = system.within.n_regions
    sample = effects_of(pieces.gram(np.ones((1, groups))))
    first, total = system.first, system.total

    yield from _coefficient("two_step", "treatment_on_mediator", first, 0, signs, level)
    yield from _coefficient("two_step", "total", total, 0, signs, level)
    mediator = system.within.n_terms - 1
    yield from _coefficient(
        "three_step", "mediator_on_outcome", system.within, mediator, signs, level
    )
    yield from _coefficient("three_step", "direct", system.within, 0, signs, level)
    yield from _delta(system, first, level)

    drawn = effects_of(pieces.gram(weights))
    left_out = effects_of(pieces.gram(1.0 - np.eye(groups)))
    for effect in ("indirect", "share"):
        yield from _bootstrap(
            effect,
            float(getattr(sample, effect)[0]),
            getattr(drawn, effect),
            getattr(left_out, effect),
            level,
        )


def _clustered_influence(within: Within, term: int) -> Array:
    """Contribution of each region to a coefficient's deviation, (G,), in xtreg's scale."""
    groups = within.n_regions
    factor = groups / (groups - 1) * (within.n_obs - 1) / (within.n_obs - nested_parameters(within))
    influence = region_influence(within, within.directions[:, [term]])
    scaled: Array = influence[:, 0] * np.sqrt(factor)
    return scaled


def _coefficient(
    reading: str, effect: str, within: Within, term: int, signs: Signs, level: float
) -> Iterator[Interval]:
    estimate = float(within.coefficient[term])
    influence = _clustered_influence(within, term)
    error = float(np.sqrt(influence @ influence))
    _, p_value, low, high = student(estimate, error, within.n_regions - 1, level)
    yield Interval(reading, effect, "xtreg", estimate, error, p_value, low, high, None)
    wild = wild_test(within, signs, term, level)
    yield Interval(
        reading, effect, "wild", estimate, None, wild.p_value, wild.ci_low, wild.ci_high, wild.draws
    )


def _delta(system: Equations, first: Within, level: float) -> Iterator[Interval]:
    """Sobel's error, a and b independent; and the delta method with their clustered covariance."""
    from scipy.stats import norm

    mediator = system.within.n_terms - 1
    a, b = float(first.coefficient[0]), float(system.within.coefficient[mediator])
    of_a = _clustered_influence(first, 0)
    of_b = _clustered_influence(system.within, mediator)
    variances = {
        "sobel": float(b**2 * of_a @ of_a + a**2 * of_b @ of_b),
        "delta": float(np.sum((b * of_a + a * of_b) ** 2)),
    }
    reach = norm.ppf((1 + level) / 2)
    for method, variance in variances.items():
        error = float(np.sqrt(variance))
        if not error > 0:
            yield Interval("three_step", "indirect", method, a * b, None, None, None, None, None)
            continue
        p_value = float(2 * norm.sf(abs(a * b) / error))
        low, high = a * b - reach * error, a * b + reach * error
        yield Interval("three_step", "indirect", method, a * b, error, p_value, low, high, None)


def _bootstrap(
    effect: str, estimate: float, drawn: Array, left_out: Array, level: float
) -> Iterator[Interval]:
    """Percentile and BCa (Efron 1987) intervals from whole-region draws, where they are available."""
    usable = drawn[np.isfinite(drawn)]
    draws = len(usable)
    if draws < 2:
        for method in ("percentile", "bca"):
            yield Interval("three_step", effect, method, estimate, None, None, None, None, draws)
        return
    error = float(usable.std(ddof=1))
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    below = int(np.count_nonzero(usable <= 0))
    p_value = min(1.0, 2 * (1 + min(below, draws - below)) / (draws + 1))
    low, high = np.quantile(usable, tails)
    yield Interval(
        "three_step", effect, "percentile", estimate, error, p_value, float(low), float(high), draws
    )
    levels = bca_levels(estimate, usable, left_out, tails)
    low, high = np.quantile(usable, levels) if np.isfinite(levels).all() else (np.nan, np.nan)
    yield Interval(
        "three_step", effect, "bca", estimate, error, None, float(low), float(high), draws
    )


def bca_levels(estimate: float, drawn: Array, left_out: Array, tails: Array) -> Array:
    """Quantiles of the draws that BCa takes in place of `tails`.

    z0 from the share of draws below the estimate, acceleration from the delete-one-region
    jackknife; where the jackknife is not available for a region, from the others; nan without any.
    """
    from scipy.stats import norm

    draws = len(drawn)
    below = np.count_nonzero(drawn < estimate) + np.count_nonzero(drawn == estimate) / 2
    shift = norm.ppf(np.clip(below / draws, 1 / (draws + 1), draws / (draws + 1)))
    usable = left_out[np.isfinite(left_out)]
    if not len(usable):
        return np.full(len(tails), np.nan)
    gaps = usable.mean() - usable
    spread = np.sum(gaps**2) ** 1.5
    acceleration = np.sum(gaps**3) / (6 * spread) if spread > 0 else 0.0
    z = shift + norm.ppf(tails)
    levels: Array = norm.cdf(shift + z / (1 - acceleration * z))
    return levels
