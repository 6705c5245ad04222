"""Run the study on a warehouse: from study_models to the tables of schema `results`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tsi_warehouse.study import rows
from tsi_warehouse.study.curve import choices, estimate_curve, joint_tests
from tsi_warehouse.study.estimate import Fit, estimate, not_estimable
from tsi_warehouse.study.instrument import Instrumented, instrumented
from tsi_warehouse.study.pca import write_pca
from tsi_warehouse.study.replication import replicate
from tsi_warehouse.study.results import (
    TABLES,
    CurveRow,
    CurveTestRow,
    DiagnosticRow,
    EstimateRow,
    GroupDifferenceRow,
    InstrumentRow,
    LeaveOneOutRow,
    MediationRow,
    ModelRow,
    ReplicationRow,
    Row,
    SkippedRow,
    UnitRootRow,
    create,
    write,
)
from tsi_warehouse.study.settings import StudySettings
from tsi_warehouse.study.specify import Frame, NoModel, build_frame, read_data, read_models
from tsi_warehouse.study.wild import Weights
from tsi_warehouse.study.within import Singular

if TYPE_CHECKING:
    import duckdb

__all__ = ["StudySettings", "StudySummary", "run_study", "write_pca"]

#: Draws of the specification curve, where every specification keeps all of its own.
CURVE_DRAWS = 499


@dataclass(frozen=True)
class InstrumentedFit:
    """A model with an instrument, estimated."""

    frame: Frame
    found: Instrumented


@dataclass(frozen=True)
class StudySummary:
    """What a run did: the models estimated and those that could not be."""

    fits: tuple[Fit, ...]
    instrumented: tuple[InstrumentedFit, ...]
    skipped: tuple[NoModel, ...]

    @property
    def n_models(self) -> int:
        """Models estimated."""
        return len(self.fits) + len(self.instrumented)


def run_study(
    connection: duckdb.DuckDBPyConnection, settings: StudySettings | None = None
) -> StudySummary:
    """Estimate every row of seeds.study_models and write schema `results`.

    Raises
    ------
    TsiError : a row of study_models or study_settings cannot be read; nothing is written then
    """
    settings = settings or StudySettings.read(connection)
    level, seed = settings.confidence_level, settings.random_seed
    data = read_data(connection)
    specs = read_models(connection, data.known)
    weights = Weights.draw(data.grid.regions, settings.wild_draws, seed)
    summary = _summary(
        [_tried(build_frame(connection, data, spec), weights, level) for spec in specs]
    )
    fits = summary.fits
    curve_weights = Weights.draw(data.grid.regions, CURVE_DRAWS, seed)
    points = estimate_curve(connection, data, choices(specs), curve_weights.shared, level)

    estimates = [row for fit in fits for row in rows.estimates(fit, weights, level)]
    two_stage = [row for iv in summary.instrumented for row in rows.two_stage(iv.frame, iv.found)]
    models = [rows.model(fit) for fit in fits]
    tables: list[tuple[type[Row], Sequence[Row]]] = [
        (EstimateRow, [*estimates, *two_stage]),
        (ModelRow, [*models, *(rows.two_stage_model(iv.frame) for iv in summary.instrumented)]),
        (SkippedRow, [rows.skipped(model) for model in summary.skipped]),
        (ReplicationRow, replicate(connection, specs, estimates, models)),
        (MediationRow, rows.mediation(specs, fits, weights, settings)),
        (GroupDifferenceRow, rows.group_differences(fits, settings)),
        (DiagnosticRow, [row for fit in fits for row in rows.diagnostics(fit)]),
        (LeaveOneOutRow, [row for fit in fits for row in rows.leave_one_out(fit)]),
        (UnitRootRow, list(rows.unit_roots(data, specs))),
        (
            InstrumentRow,
            [rows.instrument(iv.frame, iv.found, data.grid.regions) for iv in summary.instrumented],
        ),
        (CurveRow, [rows.curve(point) for point in points]),
        (
            CurveTestRow,
            [
                rows.curve_test(test, len(points))
                for test in joint_tests(points, curve_weights.shared)
            ],
        ),
    ]
    for table in TABLES:
        create(connection, table)
    for row_type, filled in tables:
        write(connection, row_type, filled)
    return summary


def _tried(
    frame: Frame | NoModel, weights: Weights, level: float
) -> Fit | InstrumentedFit | NoModel:
    if isinstance(frame, NoModel):
        return frame
    if frame.instrument is None:
        return estimate(frame)
    reason = not_estimable(frame)
    if reason is not None:
        return reason
    try:
        return InstrumentedFit(frame, instrumented(frame, weights.of(frame.region), level))
    except Singular:
        return NoModel(
            frame.spec,
            "singular",
            "the instrument or a control does not vary once the effects are absorbed",
            "控制固定效应后工具变量或控制变量没有变异",
        )


def _summary(tried: Sequence[Fit | InstrumentedFit | NoModel]) -> StudySummary:
    return StudySummary(
        tuple(model for model in tried if isinstance(model, Fit)),
        tuple(model for model in tried if isinstance(model, InstrumentedFit)),
        tuple(model for model in tried if isinstance(model, NoModel)),
    )
