"""A row of study_models estimated, or the reason in both languages why it is not."""

from __future__ import annotations

from dataclasses import dataclass

from panelstats import estimate as panelstats
from panelstats.estimate import Refusal, Why
from tsi_warehouse.study.specify import Frame, ModelSpec, NoModel


@dataclass(frozen=True)
class Fit(panelstats.Fit):
    """An estimated model. `within` holds what its covariances and bootstraps are made of."""

    panel: Frame

    @property
    def frame(self) -> Frame:
        """The rows it was estimated on."""
        return self.panel

    @property
    def spec(self) -> ModelSpec:
        """The row of study_models it came from."""
        return self.panel.spec


def estimate(frame: Frame) -> Fit | NoModel:
    """Estimate a model; one that cannot be is returned as NoModel with the reason."""
    instrument = None if frame.instrument is None else _of_instrument(frame)
    found = instrument or panelstats.fit(frame)
    if isinstance(found, Refusal):
        return no_model(frame, found)
    return Fit(frame, found.within)


def not_estimable(frame: Frame) -> NoModel | None:
    """Why a frame cannot be estimated; None where it can."""
    tried = estimate(frame)
    return tried if isinstance(tried, NoModel) else None


def no_model(frame: Frame, refusal: Refusal) -> NoModel:
    """A refusal in words."""
    spec = frame.spec
    name = refusal.name or str(spec.outcome)
    code, en, zh = TEXTS[refusal.why]
    values = {
        "name": name,
        "others_en": ", ".join(f"'{other}'" for other in refusal.others),
        "others_zh": "、".join(f"“{other}”" for other in refusal.others),
        "effects": spec.effects,
        "number": refusal.number,
        "rows": len(frame.y),
    }
    return NoModel(spec, code, en.format(**values), zh.format(**values))


def _of_instrument(frame: Frame) -> Refusal | None:
    assert frame.instrument is not None
    if not panelstats.out_of_reach(frame.instrument):
        return None
    name = frame.endogenous[1] if frame.endogenous else ""
    return Refusal(Why.MAGNITUDE, name, number=float(abs(frame.instrument).max()))


_CONSTANT = (
    "'{name}' is constant in this sample ({number:.6g})",
    "变量“{name}”在该样本中为常数（{number:.6g}）",
)
_ABSORBED = (
    "'{name}' does not vary once the effects ({effects}) are absorbed",
    "变量“{name}”在控制固定效应（{effects}）后没有变异",
)
#: (code, English, Chinese) by reason.
TEXTS: dict[Why, tuple[str, str, str]] = {
    Why.ONE_REGION: (
        "one_region",
        "standard errors need at least two regions",
        "标准误至少需要两个地区",
    ),
    Why.MAGNITUDE: (
        "magnitude",
        "'{name}' reaches {number:.1e}, too large or too small to compute with; use another unit",
        "变量“{name}”的数量级达到 {number:.1e}，无法可靠计算；请换用其他单位",
    ),
    Why.CONSTANT: ("singular", *_CONSTANT),
    Why.ABSORBED: ("singular", *_ABSORBED),
    Why.COLLINEAR: (
        "singular",
        "'{name}' is collinear with {others_en} once the effects ({effects}) are absorbed, "
        "to the precision its values have; leave one of them out",
        "控制固定效应（{effects}）后，在数值精度内变量“{name}”与{others_zh}完全共线；请去掉其中之一",
    ),
    Why.NO_DEGREES: (
        "no_degrees_of_freedom",
        "{rows} rows for {number:.0f} parameters",
        "{rows} 个观测，{number:.0f} 个参数，没有自由度",
    ),
    Why.CONSTANT_OUTCOME: ("no_errors", *_CONSTANT),
    Why.ABSORBED_OUTCOME: ("no_errors", *_ABSORBED),
    Why.EXPLAINED: (
        "no_errors",
        "regressors and effects explain '{name}' wholly: is it one of the regressors, or made "
        "from them?",
        "“{name}”完全由解释变量与固定效应决定：它是否就是解释变量之一，或由其计算而来？",
    ),
}
