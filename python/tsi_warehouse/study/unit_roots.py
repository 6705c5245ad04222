"""Panel unit-root tests of every variable that the models use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, product
from typing import Any

import numpy as np

from panelstats import unit_roots as roots
from panelstats.arrays import Array
from panelstats.within import NoErrors
from tsi_warehouse.core.workers import ALONE, Crew
from tsi_warehouse.study.reasons import caution
from tsi_warehouse.study.results import Row
from tsi_warehouse.study.specify import ModelSpec, StudyData
from tsi_warehouse.study.terms import evaluate, parse, variables

#: A Dickey-Fuller regression with one lag and a trend needs more years than this.
FEWEST_YEARS = 7


def unit_roots(data: StudyData, specs: Sequence[ModelSpec], workers: Crew = ALONE) -> list[Row]:
    """Every variable of the models, in levels and first differences, over complete regions."""
    names = {
        name for spec in specs for term in (spec.outcome, *spec.terms) for name in variables(term)
    }
    complete = []
    for name, shape in product(sorted(names), ("{}", "diff({})")):
        variable = shape.format(name)
        series = _complete(data, evaluate(parse(variable, variable), data.grid))
        if series is not None:
            complete.append((variable, series))
    return list(chain.from_iterable(workers.map(_tests, complete)))


def _tests(named: tuple[str, Array]) -> list[Row]:
    variable, series = named
    tests: list[tuple[Callable[..., roots.UnitRoot], tuple[Any, ...], tuple[str, int], bool]] = [
        (roots.harris_tzavalis, (), ("intercept", 0), demeaned) for demeaned in (False, True)
    ]
    if series.shape[1] > FEWEST_YEARS:
        tests += [
            (test, (1, deterministic), (str(deterministic), 1), demeaned)
            for test, deterministic, demeaned in product(
                (roots.im_pesaran_shin, roots.levin_lin_chu, roots.fisher),
                roots.Deterministic,
                (False, True),
            )
        ]
    found: list[Row] = []
    for test, arguments, (deterministic, lags), demeaned in tests:
        try:
            result = test(series, *arguments, demeaned)
        except NoErrors:
            continue  # the same in every region, or a straight line in one: there is no t
        warning_en, warning_zh = caution("few_years", holds=result.few_years)
        found.append(
            {
                "variable": variable,
                "test": result.test,
                "deterministic": deterministic,
                "lags": lags,
                "year_demeaned": demeaned,
                "n_regions": series.shape[0],
                "n_years": series.shape[1],
                "rho": result.rho,
                "statistic": result.statistic,
                "p_value": result.p_value,
                "warning_zh": warning_zh,
                "warning_en": warning_en,
            }
        )
    return found


def _complete(data: StudyData, values: Array) -> Array | None:
    """The years that all regions with any value share, in the panel's window; None without."""
    window = data.in_panel.any(axis=0)
    inside = np.where(data.in_panel, values, np.nan)[:, window]
    regions = ~np.isnan(inside).all(axis=1)
    if regions.sum() < 2:
        return None
    years = ~np.isnan(inside[regions]).any(axis=0)
    positions = np.flatnonzero(years)
    if len(positions) < 4 or len(positions) != positions[-1] - positions[0] + 1:
        return None
    series: Array = inside[regions][:, years]
    return series if not roots.constant(series).any() else None
