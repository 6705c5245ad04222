"""A row of study_models estimated, or the reason in both languages why it is not."""

from __future__ import annotations

from dataclasses import dataclass

from panelstats import estimate as panelstats
from panelstats.estimate import Refusal, Why, out_of_reach, unsolvable
from panelstats.instrument import Instrumented, first_stage_design, instrumented
from panelstats.wild import Weights
from panelstats.within import NoErrors, Singular
from tsi_warehouse.study.reasons import refused
from tsi_warehouse.study.specify import Frame, ModelSpec, NoModel


@dataclass(frozen=True)
class Fit(panelstats.Fit):
    """An estimated model. `within` holds what its covariances and bootstraps are made of."""

    panel: Frame

    @property
    def spec(self) -> ModelSpec:
        """The row of study_models it came from."""
        return self.panel.spec


@dataclass(frozen=True)
class InstrumentedFit:
    """A model with an instrument, estimated."""

    panel: Frame
    found: Instrumented


def estimate(frame: Frame) -> Fit | NoModel:
    """Estimate a model by least squares."""
    if frame.instrument is not None and out_of_reach(frame.instrument):
        name = frame.endogenous[1] if frame.endogenous else ""
        refusal = Refusal(Why.MAGNITUDE, name, number=float(abs(frame.instrument).max()))
        return _no_model(frame, refusal)
    found = panelstats.fit(frame)
    return _no_model(frame, found) if isinstance(found, Refusal) else Fit(frame, found.within)


def estimate_row(
    frame: Frame | NoModel, weights: Weights, level: float
) -> Fit | InstrumentedFit | NoModel:
    """Estimate a model by least squares or, where it has an instrument, in two stages."""
    if isinstance(frame, NoModel):
        return frame
    plain = estimate(frame)
    if isinstance(plain, NoModel) or frame.instrument is None:
        return plain
    try:
        return InstrumentedFit(frame, instrumented(frame, weights.of(frame.region), level))
    except Singular as singular:
        _, names, columns = first_stage_design(frame)
        return _no_model(frame, unsolvable(names, columns, singular))
    except NoErrors:
        return NoModel(
            frame.spec,
            "no_errors",
            "first stage or reduced form leaves nothing from which standard errors could be computed",
            "第一阶段或简化式没有可用于计算标准误的残差",
        )


def _no_model(frame: Frame, refusal: Refusal) -> NoModel:
    return NoModel(frame.spec, *refused(frame.spec, refusal, len(frame.y)))
