"""Run the study on a warehouse: from study_models to the tables of schema `results`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from panelstats.estimate import unsolvable
from panelstats.instrument import Instrumented, first_stage_design, instrumented
from panelstats.wild import Weights
from panelstats.within import NoErrors, Singular
from tsi_warehouse.core.workers import Crew, crew
from tsi_warehouse.study import rows
from tsi_warehouse.study.curve import choices, estimate_curve, joint_tests
from tsi_warehouse.study.estimate import Fit, estimate, no_model, not_estimable
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
from tsi_warehouse.study.specify import (
    Frame,
    ModelSpec,
    NoModel,
    StudyData,
    build_frame,
    read_data,
    read_models,
)

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
    data = read_data(connection)
    specs = read_models(connection, data.known)
    with crew() as workers:
        summary, tables = _run(connection, data, specs, settings, workers)
    for table in TABLES:
        create(connection, table)
    for row_type, filled in tables.items():
        write(connection, row_type, filled)
    # It compares what is shown of the estimates (models/results), so they come first.
    write(connection, ReplicationRow, replicate(connection, specs, tables[ModelRow]))
    return summary


def _run(
    connection: duckdb.DuckDBPyConnection,
    data: StudyData,
    specs: Sequence[ModelSpec],
    settings: StudySettings,
    workers: Crew,
) -> tuple[StudySummary, dict[type[Row], Sequence[Any]]]:
    level, seed = settings.confidence_level, settings.random_seed
    weights = Weights.draw(data.grid.regions, settings.wild_draws, seed)
    summary = _summary(
        [_tried(build_frame(connection, data, spec), weights, level) for spec in specs]
    )
    fits, with_instrument = summary.fits, summary.instrumented
    told = workers.map(partial(_told, weights=weights, level=level), fits)
    curve_weights = Weights.draw(data.grid.regions, CURVE_DRAWS, seed)
    points = estimate_curve(connection, data, choices(specs), curve_weights.shared, level, workers)
    tests = joint_tests(points, curve_weights.shared)

    estimates = [row for model in told for row in model.estimates]
    two_stage = [row for iv in with_instrument for row in rows.two_stage(iv.frame, iv.found)]
    models = [model.model for model in told]
    return summary, {
        EstimateRow: [*estimates, *two_stage],
        ModelRow: [*models, *(rows.two_stage_model(iv.frame) for iv in with_instrument)],
        SkippedRow: [rows.skipped(model) for model in summary.skipped],
        MediationRow: rows.mediation(specs, fits, weights, settings, workers),
        GroupDifferenceRow: rows.group_differences(fits, settings, workers),
        DiagnosticRow: [row for model in told for row in model.diagnostics],
        LeaveOneOutRow: [row for model in told for row in model.leave_one_out],
        UnitRootRow: list(rows.unit_roots(data, specs, workers)),
        InstrumentRow: [
            rows.instrument(iv.frame, iv.found, data.grid.regions) for iv in with_instrument
        ],
        CurveRow: [rows.curve(point) for point in points],
        CurveTestRow: [rows.curve_test(test, len(points)) for test in tests],
    }


@dataclass(frozen=True)
class _Told:
    """The rows of one estimated model."""

    model: ModelRow
    estimates: list[EstimateRow]
    diagnostics: list[DiagnosticRow]
    leave_one_out: list[LeaveOneOutRow]


def _told(fit: Fit, weights: Weights, level: float) -> _Told:
    return _Told(
        rows.model(fit),
        list(rows.estimates(fit, weights, level)),
        list(rows.diagnostics(fit, weights)),
        list(rows.leave_one_out(fit)),
    )


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
    except Singular as singular:
        _, names, columns = first_stage_design(frame)
        return no_model(frame, unsolvable(names, columns, singular))
    except NoErrors:
        return NoModel(
            frame.spec,
            "no_errors",
            "first stage or reduced form leaves nothing from which standard errors could be computed",
            "第一阶段或简化式没有可用于计算标准误的残差",
        )


def _summary(tried: Sequence[Fit | InstrumentedFit | NoModel]) -> StudySummary:
    return StudySummary(
        tuple(model for model in tried if isinstance(model, Fit)),
        tuple(model for model in tried if isinstance(model, InstrumentedFit)),
        tuple(model for model in tried if isinstance(model, NoModel)),
    )
