"""One endogenous regressor, one instrument (docs/methodology/panel_regression.md).

Everything rests on two regressions on the instrument, outcome and regressor: the reduced form and
the first stage. With one instrument the Kleibergen-Paap F, Olea and Pflueger's effective F and the
cluster-robust F of the first stage are one number.

H0: beta = b says that the instrument has no effect on y - b x (Anderson and Rubin 1949), so every
test of beta is a test of the reduced form of y - b x: by t(G-1), or by the wild cluster bootstrap
with the null imposed. Both hold whatever the strength of the instrument; a set of such b may be
unbounded. References: Davidson and MacKinnon (2014); Roodman et al. (2019), section 6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from panelstats.arrays import Array
from panelstats.covariance import nested_parameters
from panelstats.estimate import student
from panelstats.panel import InstrumentedData
from panelstats.wild import TIE, Signs, explained_by_no_other, flip
from panelstats.within import (
    CANCELLED,
    NoErrors,
    Within,
    explained,
    project,
    region_influence,
)

#: Directions in which the wild set is looked for, from minus to plus infinity.
DIRECTIONS = 120


@dataclass(frozen=True)
class ConfidenceSet:
    """Coefficients that a test does not reject.

    `kind` is 'interval', 'union' (everything outside low..high), 'line' (nothing is rejected) or
    'empty'; only the first two have ends.
    """

    kind: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Instrumented:
    """Two-stage least squares of the endogenous regressor's coefficient.

    `wild_p` tests that it is zero, which is the reduced form's test; `anderson_rubin` and `wild`
    are the sets of coefficients not rejected by t(G-1) and by the wild cluster bootstrap. The wild
    ones are unknown, nan and 'none', where one region alone has an instrument that varies:
    `lone_region` is its code then, -1 otherwise.
    """

    term: str
    instrument: str
    coefficient: float
    std_error: float
    statistic: float
    df: float
    p_value: float
    ci_low: float
    ci_high: float
    first_stage: float
    first_stage_error: float
    effective_f: float
    reduced_form: float
    reduced_form_error: float
    reduced_form_p: float
    anderson_rubin: ConfidenceSet
    wild_p: float
    wild: ConfidenceSet
    draws: int
    lone_region: int


@dataclass(frozen=True)
class Stages:
    """The two regressions on the instrument, which is their first regressor."""

    reduced: Within
    first: Within

    @property
    def coefficient(self) -> float:
        """Two-stage least squares: the ratio of the two effects of the instrument."""
        return float(self.reduced.coefficient[0] / self.first.coefficient[0])


def first_stage_design(panel: InstrumentedData) -> tuple[Array, tuple[str, ...], Array]:
    """The endogenous regressor (n,), and what it is regressed on: names and columns (n, k).

    Raises
    ------
    ValueError : the panel has no instrument
    """
    if panel.endogenous is None or panel.instrument is None:
        raise ValueError("the model has no instrument")
    regressor, instrument = panel.endogenous
    names = panel.names
    place = names.index(regressor)
    return (
        panel.x[:, place],
        (instrument, *names[:place], *names[place + 1 :]),
        np.column_stack([panel.instrument, np.delete(panel.x, place, axis=1)]),
    )


def stages(panel: InstrumentedData) -> Stages:
    """Outcome and endogenous regressor, each on instrument and controls.

    Raises
    ------
    ValueError : the panel has no instrument
    Singular : the instrument or a control has no variation once effects are absorbed
    NoErrors : one of the two fits without error
    """
    endogenous, _, design = first_stage_design(panel)
    outcomes = panel.y, endogenous
    reduced, first = (
        project(outcome, design, panel.region, panel.year, panel.effects) for outcome in outcomes
    )
    if explained(outcomes[0], reduced) or explained(outcomes[1], first):
        raise NoErrors("instrument and controls explain the outcome or the regressor wholly")
    moved = abs(first.coefficient[0]) * np.linalg.norm(first.x[:, 0])
    if moved <= CANCELLED * np.linalg.norm(first.y):
        raise NoErrors("the instrument does not move the regressor")
    return Stages(reduced, first)


def instrumented(panel: InstrumentedData, signs: Signs, level: float = 0.95) -> Instrumented:
    """Estimate a panel with an instrument; standard errors clustered by region, t(G-1).

    Parameters
    ----------
    signs : weights of the wild bootstrap, one column a region of the panel

    Raises
    ------
    ValueError, Singular, NoErrors : as `stages`; NoErrors also where no standard error is available
    """
    from scipy.stats import f

    both = stages(panel)
    pi_y, pi_x = float(both.reduced.coefficient[0]), float(both.first.coefficient[0])
    of_y, of_x = _influence(both.reduced), _influence(both.first)
    v_yy, v_xy, v_xx = float(of_y @ of_y), float(of_x @ of_y), float(of_x @ of_x)

    beta = both.coefficient
    df = both.reduced.n_regions - 1
    error = float(np.sqrt(np.sum((of_y - beta * of_x) ** 2)) / abs(pi_x))
    statistic, p_value, low, high = student(beta, error, df, level)
    reduced_error = float(np.sqrt(v_yy))
    wild_p = wild_anderson_rubin(both, signs)
    lone_region = int(both.reduced.left_out.lone_region[0])
    alone = lone_region >= 0
    assert panel.endogenous is not None
    return Instrumented(
        term=panel.endogenous[0],
        instrument=panel.endogenous[1],
        coefficient=beta,
        std_error=error,
        statistic=statistic,
        df=float(df),
        p_value=p_value,
        ci_low=low,
        ci_high=high,
        first_stage=pi_x,
        first_stage_error=float(np.sqrt(v_xx)),
        effective_f=pi_x**2 / v_xx,
        reduced_form=pi_y,
        reduced_form_error=reduced_error,
        reduced_form_p=student(pi_y, reduced_error, df, level)[1],
        anderson_rubin=_anderson_rubin(pi_y, pi_x, v_yy, v_xy, v_xx, float(f.ppf(level, 1, df))),
        wild_p=np.nan if alone else wild_p(0.0),
        wild=ConfidenceSet("none") if alone else not_rejected(wild_p, beta, error, 1 - level),
        draws=len(signs.values),
        lone_region=lone_region,
    )


def wild_anderson_rubin(both: Stages, signs: Signs) -> Callable[[float], float]:
    """The p-value of H0: beta = b by the wild cluster bootstrap, as a function of b.

    Under H0 the residuals are R_y - b R_x, with R the residuals of each stage without the
    instrument: all that a draw needs for every b is linear or quadratic in b. At b = infinity it is
    the test of the first stage.
    """
    own = explained_by_no_other(both.reduced, 0)
    stage = (both.reduced, both.first)
    without = np.column_stack([one.residual + one.coefficient[0] * own for one in stage])
    flipped = flip(both.reduced, signs, own, without)
    (q_yy, q_yx), (_, q_xx) = flipped.squared_scores
    n_y, n_x = flipped.numerators.T
    s_y, s_x = (one.region_sums(own * one.residual) for one in stage)
    bread = both.reduced.bread[0, 0]
    is_sample = signs.reproduce_the_sample

    def p_value(b: float) -> float:
        y, x = (0.0, 1.0) if np.isinf(b) else (1.0, b)
        size = y * y * q_yy - 2 * y * x * q_yx + x * x * q_xx
        drawn = np.divide((y * n_y - x * n_x) ** 2, size, out=np.zeros_like(size), where=size > 0)
        effect = y * both.reduced.coefficient[0] - x * both.first.coefficient[0]
        sample = (effect / bread) ** 2 / np.sum((y * s_y - x * s_x) ** 2)
        exceeding = (drawn >= sample * (1 - TIE) ** 2) | is_sample
        return signs.share(int(np.count_nonzero(exceeding)))

    return p_value


def not_rejected(
    p_value: Callable[[float], float], centre: float, scale: float, alpha: float
) -> ConfidenceSet:
    """The coefficients whose `p_value` is above `alpha`, looked for at b = centre + scale tan(a).

    `centre` is not rejected. A bootstrap p-value moves in steps: an interval spans all that is not
    rejected, and a union leaves out the longest stretch that is.
    """
    angles = np.linspace(-np.pi / 2, np.pi / 2, DIRECTIONS + 1)[1:-1]

    def at(angle: float) -> float:
        return centre + scale * float(np.tan(angle))

    kept = np.array([p_value(at(angle)) > alpha for angle in angles])
    beyond = p_value(float("inf")) > alpha
    if kept.all():
        return ConfidenceSet("line")
    if not beyond:
        inside = np.flatnonzero(np.r_[False, kept, False]) - 1
        first, last = int(inside[0]), int(inside[-1])
        stretch = (first - 1, first), (last + 1, last)
    else:
        starts = np.flatnonzero(np.diff(np.r_[True, kept, True].astype(int)) == -1)
        ends = np.flatnonzero(np.diff(np.r_[True, kept, True].astype(int)) == 1)
        longest = int(np.argmax(ends - starts))
        stretch = (starts[longest], starts[longest] - 1), (ends[longest] - 1, ends[longest])
    grid = np.r_[angles, np.pi / 2, -np.pi / 2]  # so that -1 and len(angles) are the infinities
    low, high = (
        at(_border(lambda angle: p_value(at(angle)) > alpha, grid[outside], grid[inner]))
        for outside, inner in stretch
    )
    return ConfidenceSet("union" if beyond else "interval", low, high)


def _border(is_inside: Callable[[float], bool], outside: float, inside: float) -> float:
    """Halve the way between two angles until they are one."""
    for _ in range(60):
        middle = (outside + inside) / 2
        if is_inside(middle):
            inside = middle
        else:
            outside = middle
    return (outside + inside) / 2


def _influence(within: Within) -> Array:
    """Contribution of each region to the instrument's coefficient, (G,), in xtreg's scale."""
    groups = within.n_regions
    factor = groups / (groups - 1) * (within.n_obs - 1) / (within.n_obs - nested_parameters(within))
    influence = region_influence(within, within.directions[:, [0]])
    if np.isnan(influence).any():
        raise NoErrors("the regions' sums are zero but for rounding")
    scaled: Array = np.sqrt(factor) * influence[:, 0]
    return scaled


def _anderson_rubin(
    pi_y: float, pi_x: float, v_yy: float, v_xy: float, v_xx: float, critical: float
) -> ConfidenceSet:
    """Values b at which (pi_y - b pi_x)^2 <= critical Var(pi_y - b pi_x): a quadratic in b."""
    square = pi_x**2 - critical * v_xx
    linear = -2 * (pi_y * pi_x - critical * v_xy)
    level = pi_y**2 - critical * v_yy
    inside = linear**2 - 4 * square * level
    if inside < 0 or square == 0:
        return ConfidenceSet("line" if square <= 0 else "empty")
    roots = sorted((-linear + sign * np.sqrt(inside)) / (2 * square) for sign in (-1, 1))
    return ConfidenceSet("interval" if square > 0 else "union", float(roots[0]), float(roots[1]))
