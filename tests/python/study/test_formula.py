"""results.models.formula is one that linearmodels reads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linearmodels.panel import PanelOLS
from study_helpers import spec_for

from panelstats.effects import Effects
from tsi_warehouse.study.estimate import Fit, estimate
from tsi_warehouse.study.specify import Frame


def fitted(frame: Frame) -> Fit:
    fit = estimate(frame)
    assert isinstance(fit, Fit)
    return fit


@pytest.mark.parametrize("effects", list(Effects))
@pytest.mark.checks(
    "Coefficients, from the formula in results.models",
    against="linearmodels 7.1 PanelOLS",
    to="1e-9",
)
def test_linearmodels_reads_the_formula_and_finds_the_same(effects: Effects) -> None:
    draw = np.random.default_rng(3)
    kept = draw.random(42) > 0.2
    region, year = np.repeat(list("abcdef"), 7)[kept], np.tile(np.arange(2011, 2018), 6)[kept]
    x = draw.normal(size=(len(year), 2)) + 0.3 * (year[:, None] - 2011)
    y = x @ [1.0, -0.5] + draw.normal(size=len(year))
    frame = Frame(spec_for("y", ("x1", "x2"), effects), region, year, y, x)
    fit = estimate(frame)
    assert isinstance(fit, Fit)
    table = pd.DataFrame(
        {"y": frame.y, "x1": frame.x[:, 0], "x2": frame.x[:, 1]},
        index=pd.MultiIndex.from_arrays(
            [np.unique(frame.region, return_inverse=True)[1], frame.year]
        ),
    )
    found = PanelOLS.from_formula(fit.spec.formula, table).fit().params
    np.testing.assert_allclose(fit.coefficient, found[list(fit.spec.names)], rtol=1e-9)
