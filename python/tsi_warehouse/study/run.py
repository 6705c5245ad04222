"""Run the study on a warehouse: from study_models to the tables of schema `results`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tsi_warehouse.study.estimate import Fit, Inference, estimate, infer
from tsi_warehouse.study.pca import write_pca
from tsi_warehouse.study.replication import replicate
from tsi_warehouse.study.results import (
    TABLES,
    EstimateRow,
    ModelRow,
    ReplicationRow,
    SkippedRow,
    create,
    write,
)
from tsi_warehouse.study.settings import StudySettings
from tsi_warehouse.study.specify import NoModel, build_frame, read_data, read_models

if TYPE_CHECKING:
    import duckdb

__all__ = ["StudySettings", "StudySummary", "run_study", "write_pca"]


@dataclass(frozen=True)
class StudySummary:
    """What a run did: the models estimated and those that could not be."""

    fits: tuple[Fit, ...]
    skipped: tuple[NoModel, ...]

    @property
    def n_models(self) -> int:
        """Models estimated."""
        return len(self.fits)


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
    frames = [build_frame(connection, data, spec) for spec in specs]
    tried = [frame if isinstance(frame, NoModel) else estimate(frame) for frame in frames]
    fits = tuple(model for model in tried if isinstance(model, Fit))
    skipped = tuple(model for model in tried if isinstance(model, NoModel))

    estimates = [
        _estimate_row(fit, inference)
        for fit in fits
        for inference in infer(fit, level=settings.confidence_level)
    ]
    models = [_model_row(fit) for fit in fits]
    for table in TABLES:
        create(connection, table)
    write(connection, EstimateRow, estimates)
    write(connection, ModelRow, models)
    write(connection, SkippedRow, [_skipped_row(model) for model in skipped])
    write(connection, ReplicationRow, replicate(connection, specs, estimates, models))
    return StudySummary(fits, skipped)


def _estimate_row(fit: Fit, inference: Inference) -> EstimateRow:
    return EstimateRow(
        *fit.spec.key,
        term=inference.term,
        vcov=str(inference.vcov),
        coefficient=inference.coefficient,
        std_error=inference.std_error,
        statistic=inference.statistic,
        df=inference.df,
        p_value=inference.p_value,
        ci_low=inference.ci_low,
        ci_high=inference.ci_high,
        draws=inference.draws,
    )


def _model_row(fit: Fit) -> ModelRow:
    spec, frame = fit.spec, fit.frame
    return ModelRow(
        *spec.key,
        formula=spec.formula,
        sample=spec.sample,
        n_obs=fit.within.n_obs,
        n_regions=fit.within.n_regions,
        r2_within=fit.r2_within,
        r2_overall=fit.r2_overall,
        effects=str(spec.effects),
        vcov=str(spec.vcov),
        first_year=int(frame.year.min()),
        last_year=int(frame.year.max()),
    )


def _skipped_row(model: NoModel) -> SkippedRow:
    return SkippedRow(
        *model.spec.key,
        formula=model.spec.formula,
        sample=model.spec.sample,
        reason=model.reason,
        reason_zh=model.zh,
        reason_en=model.en,
    )
