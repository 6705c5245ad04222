"""One endogenous regressor, one instrument (docs/methodology/panel_regression.md).

Everything rests on two regressions on the instrument, outcome and regressor: the reduced form and
the first stage. With one instrument the Kleibergen-Paap F, Olea and Pflueger's effective F and the
cluster-robust F of the first stage are one number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tsi_warehouse.study.covariance import nested_parameters
from tsi_warehouse.study.estimate import student
from tsi_warehouse.study.specify import Frame
from tsi_warehouse.study.terms import Array
from tsi_warehouse.study.within import Within, project


@dataclass(frozen=True)
class Instrumented:
    """Two-stage least squares of the endogenous regressor's coefficient.

    `anderson_rubin` is 'interval', 'union' (everything outside ar_low..ar_high), 'line' (nothing is
    rejected) or 'empty'; it holds whatever the strength of the instrument.
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
    anderson_rubin: str
    ar_low: float | None
    ar_high: float | None


def instrumented(frame: Frame, level: float = 0.95) -> Instrumented:
    """Estimate a frame that has an instrument; errors clustered by region, t(G-1).

    Raises
    ------
    ValueError : the frame has no instrument
    Singular : the instrument or a control has no variation once effects are absorbed
    """
    endogenous = frame.spec.endogenous
    if endogenous is None or frame.instrument is None:
        raise ValueError("the model has no instrument")
    from scipy.stats import f

    place = frame.spec.names.index(str(endogenous.regressor))
    controls = np.delete(frame.x, place, axis=1)
    design = np.column_stack([frame.instrument, controls])
    reduced = project(frame.y, design, frame.region, frame.year, frame.spec.effects)
    first = project(frame.x[:, place], design, frame.region, frame.year, frame.spec.effects)
    pi_y, pi_x = float(reduced.coefficient[0]), float(first.coefficient[0])
    of_y, of_x = _influence(reduced), _influence(first)
    v_yy, v_xy, v_xx = float(of_y @ of_y), float(of_x @ of_y), float(of_x @ of_x)

    beta = pi_y / pi_x
    df = reduced.n_regions - 1
    error = float(np.sqrt(np.sum((of_y - beta * of_x) ** 2)) / abs(pi_x))
    statistic, p_value, low, high = student(beta, error, df, level)
    reduced_error = float(np.sqrt(v_yy))
    kind, ar_low, ar_high = _anderson_rubin(
        pi_y, pi_x, v_yy, v_xy, v_xx, float(f.ppf(level, 1, df))
    )
    return Instrumented(
        term=str(endogenous.regressor),
        instrument=str(endogenous.instrument),
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
        anderson_rubin=kind,
        ar_low=ar_low,
        ar_high=ar_high,
    )


def _influence(within: Within) -> Array:
    """Contribution of each region to the instrument's coefficient, (G,), in xtreg's scale."""
    groups = within.n_regions
    factor = groups / (groups - 1) * (within.n_obs - 1) / (within.n_obs - nested_parameters(within))
    influence: Array = np.sqrt(factor) * within.region_sums(
        (within.x @ within.bread[:, 0]) * within.residual
    )
    return influence


def _anderson_rubin(
    pi_y: float, pi_x: float, v_yy: float, v_xy: float, v_xx: float, critical: float
) -> tuple[str, float | None, float | None]:
    """Values b at which (pi_y - b pi_x)^2 <= critical Var(pi_y - b pi_x): a quadratic in b."""
    square = pi_x**2 - critical * v_xx
    linear = -2 * (pi_y * pi_x - critical * v_xy)
    level = pi_y**2 - critical * v_yy
    inside = linear**2 - 4 * square * level
    if inside < 0:
        return ("line" if square < 0 else "empty"), None, None
    roots = sorted((-linear + sign * np.sqrt(inside)) / (2 * square) for sign in (-1, 1))
    return ("interval" if square > 0 else "union"), float(roots[0]), float(roots[1])
