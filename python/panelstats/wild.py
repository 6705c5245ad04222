"""Wild cluster bootstrap, null imposed, all draws of a coefficient from two small matrices.

For H0: b_j = b0, with d = b_j - b0 and r the part of regressor j that the others do not explain,
the restricted residuals are u + d r. A draw flips the sign v_g of whole regions' residuals; year
effects are projected out again, since they are not nested in regions. Numerator and cluster scores
of the t statistic are then linear in v,

    r'y* = (a_u + d a_r)'v,     scores = (P_u + d P_r) v,

where a_w,g = r_g'w_g and P_w = diag(a_w) - C'Q'W - R'x'W (Q: year effects; C_g = Q_g'r_g; x:
orthonormal combinations of the regressors, R_g = x_g'r_g; column g of W is w on region g's rows).
Every draw, for every b0, so costs three numbers a draw: tests and their inversion to an interval
need no further regression.

References: Cameron, Gelbach and Miller (2008); Roodman, MacKinnon, Nielsen and Webb (2019).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from panelstats.arrays import Array
from panelstats.covariance import Reason
from panelstats.within import Within, region_influence

#: Up to this number of regions every sign vector is used once instead of drawing.
ENUMERATED = 12
#: Draws whose statistic equals the sample's up to rounding count as equal.
TIE = 1e-10


@dataclass(frozen=True)
class Signs:
    """Rademacher weights (B, G); `exhaustive` when each of the 2**G vectors occurs once."""

    values: Array
    exhaustive: bool

    @property
    def reproduce_the_sample(self) -> npt.NDArray[np.bool_]:
        """(B,) draws that flip no region, or all of them."""
        same: npt.NDArray[np.bool_] = (self.values == self.values[:, :1]).all(axis=1)
        return same

    def first(self, draws: int) -> Signs:
        """At most `draws` of them; all where each vector occurs once."""
        return self if self.exhaustive else Signs(self.values[:draws], exhaustive=False)

    def share(self, exceeding: int) -> float:
        """p-value when `exceeding` draws are at least as extreme as the sample."""
        draws = len(self.values)
        return exceeding / draws if self.exhaustive else (1 + exceeding) / (draws + 1)


@dataclass(frozen=True)
class WildTest:
    """Test of one coefficient against zero and the interval that inverts it.

    An end is infinite where no distance from the estimate is rejected. All are nan where the
    sample's own standard error is zero but for rounding, so that it has no t, and where one region
    alone identifies the coefficient: with the null imposed its residuals hold all of the effect.
    """

    p_value: float
    ci_low: float
    ci_high: float
    draws: int
    reason: Reason | None = None


def draw_signs(n_regions: int, draws: int, seed: int) -> Signs:
    """All sign vectors up to 12 regions, else `draws` random ones."""
    if n_regions <= ENUMERATED:
        bits = np.arange(2**n_regions)[:, None] >> np.arange(n_regions)
        return Signs(1.0 - 2.0 * (bits & 1), exhaustive=True)
    generator = np.random.default_rng(seed)
    return Signs(1.0 - 2.0 * generator.integers(0, 2, (draws, n_regions)), exhaustive=False)


@dataclass(frozen=True)
class Weights:
    """Signs of one study: in a draw, a region has the same sign in every model."""

    regions: tuple[str, ...]
    shared: Signs

    @classmethod
    def draw(cls, regions: tuple[str, ...], draws: int, seed: int) -> Weights:
        """Signs for all regions of the study, in sorted order."""
        return cls(regions, draw_signs(len(regions), draws, seed))

    def of(self, region: npt.NDArray[np.str_]) -> Signs:
        """The signs for a model's regions, given its rows' (n,); enumerated where they are few."""
        present = np.unique(region)
        if len(present) <= ENUMERATED:
            return draw_signs(len(present), 0, 0)
        columns = np.searchsorted(self.regions, present)
        return Signs(self.shared.values[:, columns], exhaustive=False)


@dataclass(frozen=True)
class WildDraws:
    """t statistics of every draw as functions of d = b_j - b0, for one coefficient.

    |t*(d)|^2 = (n_u + d n_r)^2 / (q_uu + 2 d q_ur + d^2 q_rr); |t(d)|^2 = (d / bread)^2 / scores.
    `scores` is nan where the sample's t is not available. `is_sample` marks draws that flip no region
    or all, whose t is the sample's at every d: far from the estimate, rounding hides that.
    """

    n_u: Array
    n_r: Array
    q_uu: Array
    q_ur: Array
    q_rr: Array
    bread: float
    scores: float
    is_sample: npt.NDArray[np.bool_]

    def squares(self, d: float) -> tuple[Array, float]:
        """Squared t of each draw and of the sample, up to the factor they share."""
        size = self.q_uu + 2 * d * self.q_ur + d * d * self.q_rr
        numerator = (self.n_u + d * self.n_r) ** 2
        drawn = np.divide(numerator, size, out=np.full_like(size, np.nan), where=size > 0)
        return drawn, (d / self.bread) ** 2 / self.scores

    def signed(self, d: float) -> tuple[Array, float]:
        """t of each draw and of the sample, up to the factor they share."""
        size = self.q_uu + 2 * d * self.q_ur + d * d * self.q_rr
        numerator = self.n_u + d * self.n_r
        drawn = np.divide(numerator, np.sqrt(size), out=np.zeros_like(size), where=size > 0)
        return drawn, d / self.bread / float(np.sqrt(self.scores))

    def exceeding(self, d: float) -> int:
        """Draws at least as extreme as the sample under H0: b_j = b_j - d."""
        drawn, sample = self.squares(d)
        return int(np.count_nonzero((drawn >= sample * (1 - TIE) ** 2) | self.is_sample))


def wild_bootstrap(within: Within, signs: Signs, level: float = 0.95) -> list[WildTest]:
    """Test every coefficient of a model against zero.

    Parameters
    ----------
    within : the model, effects swept out
    signs : weights, one column a region in the order of the model's regions
    level : of the interval
    """
    return [wild_test(within, signs, term, level) for term in range(within.n_terms)]


def wild_test(within: Within, signs: Signs, term: int, level: float = 0.95) -> WildTest:
    """The same for the one coefficient at position `term`."""
    draws = draws_of(within, signs, term)
    estimate = float(within.coefficient[term])
    alpha = 1 - level
    lone = within.left_out.lone_region[term] >= 0
    if lone or np.isnan(draws.scores):
        reason = Reason.LONE_REGION if lone else Reason.CANCELLED
        return WildTest(np.nan, np.nan, np.nan, len(signs.values), reason)

    def p_at(d: float) -> float:
        return signs.share(draws.exceeding(d))

    step = float(draws.bread * np.sqrt(draws.scores))
    return WildTest(
        p_value=p_at(estimate),
        ci_low=estimate - _edge(p_at, step, alpha),
        ci_high=estimate + _edge(lambda d: p_at(-d), step, alpha),
        draws=len(signs.values),
    )


def draws_of(within: Within, signs: Signs, term: int) -> WildDraws:
    """Numerators and squared scores of every draw for the coefficient at `term`."""
    own = explained_by_no_other(within, term)
    flipped = flip(within, signs, own, np.column_stack([within.residual, own]))
    (q_uu, q_ur), (_, q_rr) = flipped.squared_scores
    sample = region_influence(within, own[:, None])
    return WildDraws(
        n_u=flipped.numerators[:, 0],
        n_r=flipped.numerators[:, 1],
        q_uu=q_uu,
        q_ur=q_ur,
        q_rr=q_rr,
        bread=float(within.bread[term, term]),
        scores=float(np.sum(sample**2)),
        is_sample=signs.reproduce_the_sample,
    )


def explained_by_no_other(within: Within, term: int) -> Array:
    """(n,) the part of the regressor at `term` that effects and other regressors do not explain."""
    part: Array = within.directions[:, term] / within.bread[term, term]
    return part


@dataclass(frozen=True)
class Flipped:
    """Every draw of m kinds of residuals: r'y* (B, m) and cluster scores, m arrays (B, G)."""

    numerators: Array
    scores: tuple[Array, ...]

    @property
    def squared_scores(self) -> list[list[Array]]:
        """Sums over regions of the products of two kinds' scores, m x m arrays (B,)."""
        return [[np.einsum("bg,bg->b", a, b) for b in self.scores] for a in self.scores]


def flip(within: Within, signs: Signs, own: Array, residuals: Array) -> Flipped:
    """Flip whole regions' signs in the columns of `residuals` (n, m) and project them again.

    Parameters
    ----------
    within : supplies regressors, year effects and regions
    own : (n,) the tested regressor as `explained_by_no_other` gives it
    """
    numerators = within.region_sums(own[:, None] * residuals)
    years = within.region_sums(within.basis * own[:, None])
    slopes = within.region_sums(within.orthonormal * own[:, None])
    scores = []
    for column in range(residuals.shape[1]):
        weighted = residuals[:, column, None]
        linear = (
            np.diag(numerators[:, column])
            - years @ within.region_sums(within.basis * weighted).T
            - slopes @ within.region_sums(within.orthonormal * weighted).T
        )
        scores.append(signs.values @ linear.T)
    return Flipped(signs.values @ numerators, tuple(scores))


def _edge(p_at: Callable[[float], float], step: float, alpha: float) -> float:
    """How far from the estimate a null is still not rejected; infinite where all are."""
    inside, outside = 0.0, step
    while p_at(outside) > alpha:
        inside, outside = outside, 2 * outside
        if outside > step * 2**20:
            return float("inf")
    for _ in range(50):
        middle = (inside + outside) / 2
        if p_at(middle) > alpha:
            inside = middle
        else:
            outside = middle
        if outside - inside <= 1e-9 * outside:
            break
    return (inside + outside) / 2
