"""A second computation of a model's coefficients: PanelOLS of linearmodels, for a check on every release."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tsi_warehouse.study.estimate import Fit

#: Beyond this condition number of the scaled regressors the two programs may differ by rounding alone.
WELL_CONDITIONED = 1e5


def linearmodels_gaps(fits: Sequence[Fit]) -> list[float | None]:
    """`linearmodels_gap` of each model."""
    return [linearmodels_gap(fit) for fit in fits]


def linearmodels_gap(fit: Fit) -> float | None:
    """Largest difference of a slope from PanelOLS's, relative to the largest slope, in standard deviations.

    None where the regressors are so nearly collinear that rounding would decide, or PanelOLS refuses.

    References
    ----------
    Sheppard, linearmodels, `PanelOLS`; effects are absorbed there by dummies or by demeaning.
    """
    import pandas as pd
    from linearmodels.panel import PanelOLS
    from linearmodels.panel.utility import AbsorbingEffectError

    frame, within = fit.panel, fit.within
    scale = np.std(within.x, axis=0)
    if np.linalg.cond(within.x / scale) > WELL_CONDITIONED:
        return None
    index = pd.MultiIndex.from_arrays(
        [np.unique(frame.region, return_inverse=True)[1], frame.year], names=["region", "year"]
    )
    spread = np.std(frame.y)
    outcome = pd.Series((frame.y - frame.y.mean()) / spread, index=index)
    regressors = pd.DataFrame((frame.x - frame.x.mean(axis=0)) / scale, index=index)
    if not (fit.spec.effects.has_region or fit.spec.effects.has_year):
        regressors["constant"] = 1.0
    try:
        model = PanelOLS(
            outcome,
            regressors,
            entity_effects=fit.spec.effects.has_region,
            time_effects=fit.spec.effects.has_year,
        )
        slopes = model.fit(debiased=False).params.to_numpy()[: len(scale)]
    except (AbsorbingEffectError, ValueError):
        return None
    ours = fit.coefficient * scale / spread
    return float(np.max(np.abs(slopes - ours)) / max(np.max(np.abs(ours)), 1e-12))
