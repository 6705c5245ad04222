"""Specification curve: every combination of choices that study_models holds.

The curve's centre is the widest column of the first table in variant `equation`. Around it vary the
first term and the outcome (those of the other variants' models), the controls (every subset, in
levels and as the variant `differenced` has them), the effects and the samples of the robustness
variants of its table (those of other tables are groups of regions, another question). A variant
that changes several of these at once, such as winsorising every variable, is one point as it
stands. One set of wild weights serves all specifications, so that their joint distribution under
H0 (the first term has no effect in any of them) is available: Simonsohn, Simmons and Nelson (2020).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from panelstats.arrays import Array
from panelstats.covariances.clustered import xtreg
from panelstats.estimate import student
from panelstats.wild import Signs, draws_of
from tsi_warehouse.core.workers import ALONE, Crew
from tsi_warehouse.study.estimate import Fit, estimate
from tsi_warehouse.study.results import Row
from tsi_warehouse.study.specify import (
    Frame,
    ModelSpec,
    SampleFails,
    StudyData,
    assemble,
    select_sample,
)
from tsi_warehouse.study.terms import Term

if TYPE_CHECKING:
    import duckdb

_T = TypeVar("_T")

PAPERS = ("equation", "differenced")


@dataclass(frozen=True)
class Specification:
    """One point of the curve; `drawn` are its t statistics under H0, one a draw.

    `std_error`, `p_value` and interval are clustered by region; nan where a region varies alone.
    """

    spec: ModelSpec
    n_obs: int
    n_regions: int
    coefficient: float
    std_error: float
    p_value: float
    ci_low: float
    ci_high: float
    wild_p_value: float
    statistic: float
    drawn: Array

    @property
    def row(self) -> Row:
        """Its row of results.specification_curve."""
        spec = self.spec
        numbers = dict(vars(self))
        del numbers["spec"], numbers["statistic"], numbers["drawn"]
        return numbers | {
            "specification": spec.column_no,
            "outcome": str(spec.outcome),
            "term": spec.names[0],
            "formula": spec.formula,
            "effects": str(spec.effects),
            "sample": spec.sample,
        }


@dataclass(frozen=True)
class Joint:
    """A statistic of the whole curve and its p-value under H0."""

    statistic: str
    value: float
    p_value: float
    draws: int


def choices(specs: Sequence[ModelSpec]) -> list[ModelSpec]:
    """Every specification of the curve; none where no model is of variant `equation`."""
    centre = _centre(specs)
    if centre is None:
        return []
    twin = next(
        (
            spec
            for spec in specs
            if spec.variant == "differenced" and spec.key[:2] == centre.key[:2]
        ),
        centre,
    )
    control_sets = _distinct([*_subsets(centre.terms[1:]), *_subsets(twin.terms[1:])])
    robust = [
        spec
        for spec in specs
        if spec.study_table == centre.study_table
        and spec.variant not in PAPERS
        and spec.endogenous is None
        and len(spec.terms) > 1
    ]
    crossed = [spec for spec in robust if _changes(spec, centre, control_sets) <= 1]
    treatments = _distinct(
        [centre.terms[0]]
        + [spec.terms[0] for spec in (*crossed, *specs) if spec.outcome == centre.outcome]
    )
    outcomes = _distinct([centre.outcome, *(spec.outcome for spec in crossed)])
    samples = _distinct([centre.sample, *(spec.sample for spec in crossed)])
    effects = _distinct([centre.effects, twin.effects])
    combined = [
        replace(
            centre,
            outcome=outcome,
            terms=(treatment, *controls),
            effects=effect,
            sample=sample,
        )
        for outcome, treatment, controls, effect, sample in product(
            outcomes, treatments, control_sets, effects, samples
        )
        if treatment not in controls
    ]
    as_they_stand = [spec for spec in robust if spec not in crossed]
    return [
        replace(spec, variant="curve", column_no=number)
        for number, spec in enumerate((*combined, *as_they_stand), start=1)
    ]


def estimate_curve(
    connection: duckdb.DuckDBPyConnection,
    data: StudyData,
    specs: Sequence[ModelSpec],
    signs: Signs,
    level: float = 0.95,
    workers: Crew = ALONE,
) -> list[Specification]:
    """Estimate the specifications that can be, in the order of `specs`.

    Parameters
    ----------
    signs : one column a region of `data.grid.regions`
    """
    chosen = {}
    for sample, spec in {spec.sample: spec for spec in specs}.items():
        # The model that has this sample is skipped, with the reason.
        with suppress(SampleFails):
            chosen[sample] = select_sample(connection, data, spec)
    estimable = [spec for spec in specs if spec.sample in chosen]
    of_spec = partial(_point, data=data, chosen=chosen, signs=signs, level=level)
    return [point for point in workers.map(of_spec, estimable) if point is not None]


def joint_tests(points: Sequence[Specification], signs: Signs) -> Iterator[Joint]:
    """Median t, mean t (Stouffer) and the share significant at 5 % in the prevailing direction."""
    if not points:
        return
    sample = np.array([point.statistic for point in points])
    drawn = np.column_stack([point.drawn for point in points])
    for name, function in (("median_t", np.median), ("mean_t", np.mean)):
        value = float(function(sample))
        extreme = np.abs(function(drawn, axis=1)) >= abs(value) * (1 - 1e-10)
        yield Joint(name, value, signs.share(int(extreme.sum())), len(drawn))
    critical = np.quantile(np.abs(drawn), 0.95, axis=0)
    value = _share(sample[None, :], critical)[0]
    extreme = _share(drawn, critical) >= value * (1 - 1e-10)
    yield Joint("share_significant", float(value), signs.share(int(extreme.sum())), len(drawn))


def _centre(specs: Sequence[ModelSpec]) -> ModelSpec | None:
    equations = [spec for spec in specs if spec.variant == "equation" and not spec.sample]
    if not equations:
        return None
    first = min(spec.study_table for spec in equations)
    return max(
        (spec for spec in equations if spec.study_table == first),
        key=lambda spec: (len(spec.terms), -spec.column_no),
    )


def _changes(spec: ModelSpec, centre: ModelSpec, control_sets: Sequence[tuple[Term, ...]]) -> int:
    """In how many respects a variant departs from the centre, fewer controls not counted."""
    return sum(
        (
            spec.outcome != centre.outcome,
            spec.terms[0] != centre.terms[0],
            spec.sample != centre.sample,
            spec.terms[1:] not in control_sets,
        )
    )


def _distinct(values: Sequence[_T]) -> list[_T]:
    return list(dict.fromkeys(values))


def _subsets(controls: tuple[Term, ...]) -> list[tuple[Term, ...]]:
    return [subset for size in range(len(controls) + 1) for subset in combinations(controls, size)]


def _point(
    spec: ModelSpec,
    data: StudyData,
    chosen: dict[str, npt.NDArray[np.bool_]],
    signs: Signs,
    level: float,
) -> Specification | None:
    """None where the specification cannot be estimated."""
    frame = assemble(data, spec, chosen[spec.sample])
    if not isinstance(frame, Frame):
        return None
    fit = estimate(frame)
    if not isinstance(fit, Fit):
        return None
    within, present = fit.within, np.unique(frame.region)
    own = Signs(signs.values[:, np.searchsorted(data.grid.regions, present)], signs.exhaustive)
    coefficient = float(within.coefficient[0])
    error = float(xtreg(within).std_error[0])
    if np.isnan(error):
        return None
    _, p_value, low, high = student(coefficient, error, within.n_regions - 1, level)
    draws = draws_of(within, own, 0)
    drawn, _ = draws.signed(coefficient)
    alone = within.lone_region[0] >= 0
    if alone:
        p_value = low = high = np.nan
    # Scaled to the t of xtreg, so that specifications are on one scale.
    scale = draws.bread * np.sqrt(draws.scores) / error
    return Specification(
        spec=frame.spec,
        n_obs=within.n_obs,
        n_regions=within.n_regions,
        coefficient=coefficient,
        std_error=error,
        p_value=p_value,
        ci_low=low,
        ci_high=high,
        wild_p_value=np.nan if alone else own.share(draws.exceeding(coefficient)),
        statistic=coefficient / error,
        drawn=drawn * scale,
    )


def _share(t: Array, critical: Array) -> Array:
    """Share beyond its critical value in the direction that has more of them."""
    above = (t >= critical).mean(axis=1)
    below = (t <= -critical).mean(axis=1)
    larger: Array = np.maximum(above, below)
    return larger
