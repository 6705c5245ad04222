"""Adjustment for several tests of one claim."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's (1979) step-down p-values, in the given order; None where there is no p-value.

    The i-th smallest of m is multiplied by m - i + 1; an adjusted value is never below that of a
    smaller p-value, and never above 1.
    """
    known = [place for place, p in enumerate(p_values) if p is not None and np.isfinite(p)]
    order = sorted(known, key=lambda place: p_values[place] or 0.0)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * (p_values[place] or 0.0)))
        adjusted[place] = highest
    return adjusted
