"""The study, from top to bottom: read the marts, estimate each row of study_models, write schema `results`.

What a term and a sample mean is in specify.py, the econometrics in the library panelstats; here each of its
findings becomes a row of a table of models/results/_results__sources.yml, by its fields' names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from panelstats import diagnostics as diagnose
from panelstats.covariance import Reason, Vcov
from panelstats.covariances import CONVENTIONS
from panelstats.estimate import Inference, infer
from panelstats.groups import Pair, compare
from panelstats.mediation import bootstrap_weights, check_identity, equations, mediate
from panelstats.multiple import holm
from panelstats.wild import Weights, wild_bootstrap
from panelstats.within import NoErrors, Singular
from tsi_warehouse.core.workers import ALONE, Crew, Worker, crew
from tsi_warehouse.study.agreement import linearmodels_gaps
from tsi_warehouse.study.curve import choices, estimate_curve, joint_tests
from tsi_warehouse.study.estimate import Fit, InstrumentedFit, estimate_row
from tsi_warehouse.study.pca import write_pca
from tsi_warehouse.study.reasons import caution, reason_columns
from tsi_warehouse.study.related import Path, find_pairs, find_paths
from tsi_warehouse.study.results import Row, write
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
from tsi_warehouse.study.unit_roots import unit_roots

if TYPE_CHECKING:
    import duckdb

__all__ = ["StudySettings", "StudySummary", "run_study", "write_pca"]

#: Draws of the specification curve, where every specification keeps all of its own.
CURVE_DRAWS = 499


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
    connection: duckdb.DuckDBPyConnection,
    settings: StudySettings | None = None,
    aside: Worker | None = None,
) -> StudySummary:
    """Estimate every row of seeds.study_models and write schema `results`.

    Parameters
    ----------
    aside : compares with linearmodels, which takes long to import; without it, this process does

    Raises
    ------
    TsiError : a row of study_models or study_settings cannot be read; nothing is written then
    """
    settings = settings or StudySettings.read(connection)
    data = read_data(connection)
    specs = read_models(connection, data.known)
    weights = Weights.draw(data.grid.regions, settings.wild_draws, settings.random_seed)
    level = settings.confidence_level
    tried = [estimate_row(build_frame(connection, data, spec), weights, level) for spec in specs]
    summary = StudySummary(
        tuple(model for model in tried if isinstance(model, Fit)),
        tuple(model for model in tried if isinstance(model, InstrumentedFit)),
        tuple(model for model in tried if isinstance(model, NoModel)),
    )
    compared = [fit for fit in summary.fits if fit.spec.variant == "equation"]
    if aside:
        aside.begin(linearmodels_gaps, compared)
    with crew() as workers:
        tables = {
            **_of_models(summary, data, weights, level, workers),
            "mediation_effects": mediation(specs, summary.fits, weights, settings, workers),
            "group_differences": group_differences(summary.fits, settings, workers),
            "unit_roots": unit_roots(data, specs, workers),
            **_of_curve(connection, data, specs, settings, workers),
        }
    gaps = aside.wait() if aside else linearmodels_gaps(compared)
    gap_of = dict(zip((fit.spec.key for fit in compared), gaps, strict=True))
    for place, fit in enumerate(summary.fits):
        gap = gap_of.get(fit.spec.key)
        tables["models"][place] = {**tables["models"][place], "linearmodels_gap": gap}
    for name, rows in tables.items():
        write(connection, name, rows)
    return summary


def _of_models(
    summary: StudySummary, data: StudyData, weights: Weights, level: float, workers: Crew
) -> dict[str, list[Row]]:
    """The tables with rows for each model, by name."""
    parts = [
        *workers.map(partial(of_fit, weights=weights, level=level), summary.fits),
        *(of_instrumented(model, data) for model in summary.instrumented),
        {"skipped": [skipped(model) for model in summary.skipped]},
    ]
    names = ("estimates", "models", "skipped", "diagnostics", "leave_one_out", "instruments")
    return {name: [row for part in parts for row in part.get(name, ())] for name in names}


def of_fit(fit: Fit, weights: Weights, level: float) -> dict[str, list[Row]]:
    """Everything that is reported of one model, by table."""
    facts = {"r2_within": fit.r2_within, "r2_overall": fit.r2_overall}
    return {
        "models": [_model(fit.panel) | facts],
        "estimates": list(estimates(fit, weights, level)),
        "diagnostics": list(diagnostics(fit, weights)),
        "leave_one_out": [
            fit.spec.columns | _named(left, kind="left_out_kind")
            for left in diagnose.leave_one_out(fit.panel, fit.within)
        ],
    }


def _model(frame: Frame) -> dict[str, Any]:
    """A model's formula and rows; what only least squares has is empty."""
    spec = frame.spec
    return {
        **spec.columns,
        "formula": spec.formula,
        "sample": spec.sample,
        "n_obs": len(frame.y),
        "n_regions": len(np.unique(frame.region)),
        "effects": str(spec.effects),
        "vcov": spec.vcov,
        "first_year": int(frame.year.min()),
        "last_year": int(frame.year.max()),
        **dict.fromkeys(("r2_within", "r2_overall", "linearmodels_gap")),
    }


def skipped(model: NoModel) -> Row:
    """A model that could not be estimated, and why."""
    spec = model.spec
    why = {"reason": model.reason, "reason_zh": model.zh, "reason_en": model.en}
    return spec.columns | {"formula": spec.formula, "sample": spec.sample} | why


def estimates(fit: Fit, weights: Weights, level: float) -> Iterator[Row]:
    """Every coefficient under every convention, the wild bootstrap last."""
    statistics: dict[str, float | None] = {}
    for inference in infer(fit, conventions(fit.spec), level):
        if inference.vcov == Vcov.XTREG:
            statistics[inference.term] = inference.statistic
        yield _estimate(fit, inference)
    tests = wild_bootstrap(fit.within, weights.of(fit.panel.region), level)
    for name, coefficient, test in zip(fit.spec.names, fit.coefficient, tests, strict=True):
        wild = Inference(
            term=name,
            vcov=Vcov.WILD,
            coefficient=float(coefficient),
            std_error=None,
            statistic=statistics[name],
            df=None,
            p_value=test.p_value,
            ci_low=test.ci_low,
            ci_high=test.ci_high,
            draws=test.draws,
            reason=test.reason,
        )
        yield _estimate(fit, wild)


def conventions(spec: ModelSpec) -> list[str]:
    """Every convention but those that are estimated only where a model names them."""
    return [
        name for name, found in CONVENTIONS.items() if not found.on_request or spec.vcov == name
    ]


def _estimate(fit: Fit, inference: Inference) -> Row:
    reason, region = inference.reason, fit.lone_region(inference.term)
    convention = CONVENTIONS.get(inference.vcov)
    if reason is None and region and convention and convention.by_region:
        reason = Reason.LONE_REGION
    texts = reason_columns(reason, inference.term, region)
    return fit.spec.columns | vars(inference) | texts


def diagnostics(fit: Fit, weights: Weights) -> Iterator[Row]:
    """Specification tests of one model that its rows allow; Hausman's two with region effects."""
    within = fit.within
    tests = [diagnose.pesaran_cd(within), diagnose.wooldridge(within)]
    if fit.spec.effects.has_region and within.n_regions > within.n_terms + 1:
        tests = [
            diagnose.hausman(fit.panel, within),
            diagnose.hausman_robust(fit.panel, within, weights.of(fit.panel.region)),
            *tests,
        ]
    for test in (*tests, *diagnose.variance_inflation(within, fit.spec.names)):
        if test is not None:
            texts = reason_columns(test.reason, ", ".join(fit.spec.names))
            yield fit.spec.columns | vars(test) | texts


def of_instrumented(model: InstrumentedFit, data: StudyData) -> dict[str, list[Row]]:
    """The same of a model in two stages."""
    return {
        "models": [_model(model.panel)],
        "estimates": list(two_stage(model)),
        "instruments": [instrument(model, data)],
    }


def two_stage(model: InstrumentedFit) -> Iterator[Row]:
    """The coefficient of an instrumented model; the rest is in results.instruments.

    The wild row's interval is the set that the wild Anderson-Rubin test does not reject, where that
    is an interval.
    """
    found = model.found
    names = ("term", "coefficient", "std_error", "statistic", "df", "p_value", "ci_low", "ci_high")
    clustered = {
        **model.panel.spec.columns,
        **{name: getattr(found, name) for name in names},
        "vcov": Vcov.XTREG,
        "draws": None,
        **reason_columns(None),
    }
    yield clustered
    alone = found.lone_region >= 0
    region = str(np.unique(model.panel.region)[found.lone_region]) if alone else ""
    bounded = found.wild.kind == "interval"
    yield {
        **clustered,
        **reason_columns(Reason.LONE_REGION if alone else None, found.instrument, region),
        "vcov": Vcov.WILD,
        "std_error": None,
        "df": None,
        "p_value": found.wild_p,
        "ci_low": found.wild.low if bounded else None,
        "ci_high": found.wild.high if bounded else None,
        "draws": found.draws,
    }


def instrument(model: InstrumentedFit, data: StudyData) -> Row:
    """First stage, reduced form and Anderson-Rubin sets; the panel's regions that it leaves out are named."""
    found = dict(vars(model.found))
    plain, wild = found.pop("anderson_rubin"), found.pop("wild")
    del found["statistic"], found["lone_region"]
    return {
        **model.panel.spec.columns,
        **found,
        "anderson_rubin": plain.kind,
        "ar_low": plain.low,
        "ar_high": plain.high,
        "wild_set": wild.kind,
        "wild_low": wild.low,
        "wild_high": wild.high,
        "regions_left_out": ", ".join(
            sorted(set(data.grid.regions) - set(model.panel.region.tolist()))
        ),
    }


def mediation(
    specs: Sequence[ModelSpec],
    fits: Sequence[Fit],
    weights: Weights,
    settings: StudySettings,
    workers: Crew = ALONE,
) -> list[Row]:
    """Every path's effects, two-step reading first; Holm over the paths of one table."""
    fitted = {fit.spec: fit for fit in fits}
    paths = [
        (path, fitted[path.with_mediator])
        for path in find_paths(specs)
        if path.with_mediator in fitted
    ]
    of_path = partial(_of_path, weights=weights, settings=settings)
    found = sorted(
        chain.from_iterable(workers.map(of_path, paths)),
        key=lambda row: (
            row["study_table"], row["variant"], row["column_no"], row["reading"] != "two_step"
        ),
    )  # fmt: skip
    return _with_holm(found, "study_table", "variant", "reading", "effect", "method")


def _of_path(
    path_and_fit: tuple[Path, Fit], weights: Weights, settings: StudySettings
) -> list[Row]:
    path, fit = path_and_fit
    try:
        system = equations(fit.panel, str(path.mediator))
        check_identity(system)
    except (Singular, NoErrors):
        return []  # treatment and mediator cannot be distinguished
    within = system.within
    drawn = bootstrap_weights(within.n_regions, settings.bootstrap_draws, settings.random_seed)
    signs = weights.of(fit.panel.region)
    columns = fit.spec.columns | {
        "mediator": str(path.mediator),
        "treatment": path.treatment,
        "n_obs": within.n_obs,
        "n_regions": within.n_regions,
    }
    return [
        columns | vars(interval)
        for interval in mediate(system, drawn, signs, settings.confidence_level)
    ]


def group_differences(
    fits: Sequence[Fit], settings: StudySettings, workers: Crew = ALONE
) -> list[Row]:
    """Every comparable pair by every method; Holm within a table's family of groups."""
    of_pair = partial(_of_pair, settings=settings)
    found = list(chain.from_iterable(workers.map(of_pair, find_pairs(fits))))
    return _with_holm(found, "study_table", "variant", "family", "method")


def _of_pair(pair: Pair[Fit], settings: StudySettings) -> list[Row]:
    a, b = pair.a.spec, pair.b.spec
    on_treatment = "digital_group" in a.sample
    caution_en, caution_zh = caution("grouped_on_treatment", holds=on_treatment)
    columns = {
        "study_table": a.study_table,
        "variant": a.variant,
        "family": pair.family,
        "column_a": a.column_no,
        "column_b": b.column_no,
        "group_a": str(a.outcome) if pair.same_regions else a.sample,
        "group_b": str(b.outcome) if pair.same_regions else b.sample,
        "term": a.names[0],
        "caution_zh": caution_zh,
        "caution_en": caution_en,
    }
    return [
        columns | vars(difference)
        for difference in compare(pair, settings.permutation_draws, settings.random_seed)
    ]


def _of_curve(
    connection: duckdb.DuckDBPyConnection,
    data: StudyData,
    specs: Sequence[ModelSpec],
    settings: StudySettings,
    workers: Crew,
) -> dict[str, list[Row]]:
    """The specification curve and its joint tests."""
    signs = Weights.draw(data.grid.regions, CURVE_DRAWS, settings.random_seed).shared
    level = settings.confidence_level
    points = estimate_curve(connection, data, choices(specs), signs, level, workers)
    return {
        "specification_curve": [point.row for point in points],
        "specification_curve_tests": [
            {
                "n_specifications": len(points),
                **_named(test, statistic="statistic_name", value="statistic"),
            }
            for test in joint_tests(points, signs)
        ],
    }


def _named(found: object, **names: str) -> dict[str, Any]:
    """The fields of a finding, some under other names."""
    return {names.get(name, name): value for name, value in vars(found).items()}


def _with_holm(rows: Sequence[Row], *family: str) -> list[Row]:
    """The rows with p_holm: Holm's p within those that are alike in the columns `family`."""
    families: dict[tuple[Any, ...], list[int]] = {}
    for place, row in enumerate(rows):
        families.setdefault(tuple(row[name] for name in family), []).append(place)
    adjusted: dict[int, float | None] = {}
    for places in families.values():
        adjusted |= zip(places, holm([rows[place]["p_value"] for place in places]), strict=True)
    return [{**row, "p_holm": adjusted[place]} for place, row in enumerate(rows)]
