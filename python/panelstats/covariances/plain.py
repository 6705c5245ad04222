"""Errors that are independent and of one variance."""

from __future__ import annotations

from panelstats.arrays import Array
from panelstats.covariance import Covariance, Reason, all_parameters, checked, convention
from panelstats.within import Within


@convention("conventional", order=1, constant=True)
def conventional(within: Within, directions: Array | None = None) -> Covariance:
    """Homoskedastic, independent errors: s^2 (x'x)^-1 with N - K degrees, every effect in K."""
    spread = within.bread if directions is None else directions.T @ directions
    df = within.n_obs - all_parameters(within)
    variance = within.residual @ within.residual / df
    return checked(variance * spread, df, Reason.CANCELLED)
