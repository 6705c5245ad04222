"""From findings to the rows of schema `results`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, product

import numpy as np

from panelstats import diagnostics as diagnose
from panelstats import unit_roots as roots
from panelstats.arrays import Array
from panelstats.covariance import COVARIANCES, Reason, Vcov
from panelstats.estimate import Inference, infer
from panelstats.groups import Pair, compare
from panelstats.instrument import Instrumented
from panelstats.mediation import (
    bootstrap_weights,
    check_identity,
    equations,
    mediate,
)
from panelstats.multiple import holm
from panelstats.wild import Weights, wild_bootstrap
from panelstats.within import NoErrors, Singular
from tsi_warehouse.core.workers import ALONE, Crew
from tsi_warehouse.study.agreement import linearmodels_gap
from tsi_warehouse.study.curve import Joint, Specification
from tsi_warehouse.study.estimate import Fit
from tsi_warehouse.study.pairs import find_pairs
from tsi_warehouse.study.paths import Path, find_paths
from tsi_warehouse.study.reasons import texts
from tsi_warehouse.study.results import (
    CurveRow,
    CurveTestRow,
    DiagnosticRow,
    EstimateRow,
    GroupDifferenceRow,
    InstrumentRow,
    LeaveOneOutRow,
    MediationRow,
    ModelRow,
    SkippedRow,
    UnitRootRow,
)
from tsi_warehouse.study.settings import StudySettings
from tsi_warehouse.study.specify import Frame, ModelSpec, NoModel, StudyData
from tsi_warehouse.study.terms import evaluate, parse, variables

FEW_YEARS_EN = (
    "fewer than 25 years: at 30 regions and 12 years this test rejects a true null in 27 to 95 % "
    "of draws"
)
FEW_YEARS_ZH = "不足 25 年：30 个地区、12 年时，该检验在 27% 至 95% 的抽样中拒绝正确的原假设"
GROUPED_ON_TREATMENT_EN = "the groups are formed on the treatment itself"
GROUPED_ON_TREATMENT_ZH = "分组依据就是核心解释变量本身"
#: Conventions that are far too small where one region alone identifies a coefficient.
BY_REGION = (Vcov.XTREG, Vcov.REGHDFE, Vcov.LSDV, Vcov.TWO_WAY)
#: A Dickey-Fuller regression with one lag and a trend needs more years than this.
FEWEST_YEARS = 7


def estimates(fit: Fit, weights: Weights, level: float) -> Iterator[EstimateRow]:
    """Every coefficient under every convention, the wild bootstrap last."""
    statistics: dict[str, float | None] = {}
    for inference in infer(fit, conventions(fit.spec), level):
        if inference.vcov is Vcov.XTREG:
            statistics[inference.term] = inference.statistic
        yield _estimate(fit, inference)
    tests = wild_bootstrap(fit.within, weights.of(fit.frame.region), level)
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


def conventions(spec: ModelSpec) -> list[Vcov]:
    """Every convention; `reghdfe`, which is `xtreg` without singletons, where the model names it."""
    return [vcov for vcov in COVARIANCES if vcov is not Vcov.REGHDFE or spec.vcov is vcov]


def two_stage(frame: Frame, found: Instrumented) -> Iterator[EstimateRow]:
    """The coefficient of an instrumented model; the rest is in results.instruments.

    The wild row's interval is the set that the wild Anderson-Rubin test does not reject, where that
    is an interval.
    """
    clustered = EstimateRow(
        *frame.spec.key,
        term=found.term,
        vcov=str(Vcov.XTREG),
        coefficient=found.coefficient,
        std_error=found.std_error,
        statistic=found.statistic,
        df=found.df,
        p_value=found.p_value,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        draws=None,
        reason="",
        reason_zh="",
        reason_en="",
    )
    bounded = found.wild.kind == "interval"
    yield clustered
    alone = found.lone_region >= 0
    region = str(np.unique(frame.region)[found.lone_region]) if alone else ""
    code, english, chinese = texts(Reason.LONE_REGION if alone else None, found.instrument, region)
    yield replace(
        clustered,
        reason=code,
        reason_en=english,
        reason_zh=chinese,
        vcov=str(Vcov.WILD),
        std_error=None,
        df=None,
        p_value=found.wild_p,
        ci_low=found.wild.low if bounded else None,
        ci_high=found.wild.high if bounded else None,
        draws=found.draws,
    )


def model(fit: Fit) -> ModelRow:
    """A model's formula, rows and fit."""
    return replace(
        two_stage_model(fit.frame),
        r2_within=fit.r2_within,
        r2_overall=fit.r2_overall,
        linearmodels_gap=linearmodels_gap(fit) if fit.spec.variant == "equation" else None,
    )


def two_stage_model(frame: Frame) -> ModelRow:
    """The same for an instrumented model, which has no R2."""
    spec = frame.spec
    return ModelRow(
        *spec.key,
        formula=spec.formula,
        sample=spec.sample,
        n_obs=len(frame.y),
        n_regions=len(np.unique(frame.region)),
        r2_within=None,
        r2_overall=None,
        effects=str(spec.effects),
        vcov=str(spec.vcov),
        first_year=int(frame.year.min()),
        last_year=int(frame.year.max()),
        linearmodels_gap=None,
    )


def skipped(reason: NoModel) -> SkippedRow:
    """A model that could not be estimated."""
    return SkippedRow(
        *reason.spec.key,
        formula=reason.spec.formula,
        sample=reason.spec.sample,
        reason=reason.reason,
        reason_zh=reason.zh,
        reason_en=reason.en,
    )


def mediation(
    specs: Sequence[ModelSpec],
    fits: Sequence[Fit],
    weights: Weights,
    settings: StudySettings,
    workers: Crew = ALONE,
) -> list[MediationRow]:
    """Every path's effects, two-step reading first; Holm over the paths of one table."""
    fitted = {fit.spec: fit for fit in fits}
    paths = [
        (path, fitted[path.with_mediator])
        for path in find_paths(specs)
        if path.with_mediator in fitted
    ]
    of_path = partial(_mediation, weights=weights, settings=settings)
    found = sorted(
        chain.from_iterable(workers.map(of_path, paths)),
        key=lambda row: (row.study_table, row.variant, row.column_no, row.reading != "two_step"),
    )
    families = [
        (row.study_table, row.variant, row.reading, row.effect, row.method) for row in found
    ]
    return [
        replace(row, p_holm=p) for row, p in zip(found, _holm_within(families, found), strict=True)
    ]


def _mediation(
    path_and_fit: tuple[Path, Fit], weights: Weights, settings: StudySettings
) -> list[MediationRow]:
    path, fit = path_and_fit
    try:
        system = equations(fit.frame, str(path.mediator))
        check_identity(system)
    except (Singular, NoErrors):
        return []  # treatment and mediator cannot be told apart
    drawn = bootstrap_weights(
        system.within.n_regions, settings.bootstrap_draws, settings.random_seed
    )
    signs = weights.of(fit.frame.region)
    return [
        MediationRow(
            *fit.spec.key,
            mediator=str(path.mediator),
            treatment=path.treatment,
            p_holm=None,
            n_obs=system.within.n_obs,
            n_regions=system.within.n_regions,
            **vars(interval),
        )
        for interval in mediate(system, drawn, signs, settings.confidence_level)
    ]


def group_differences(
    fits: Sequence[Fit], settings: StudySettings, workers: Crew = ALONE
) -> list[GroupDifferenceRow]:
    """Every comparable pair by every method; Holm within a table's family of groups."""
    of_pair = partial(_differences, settings=settings)
    found = list(chain.from_iterable(workers.map(of_pair, list(find_pairs(fits)))))
    families = [(row.study_table, row.variant, row.family, row.method) for row in found]
    return [
        replace(row, p_holm=p) for row, p in zip(found, _holm_within(families, found), strict=True)
    ]


def _differences(pair: Pair[Fit], settings: StudySettings) -> list[GroupDifferenceRow]:
    a, b = pair.a.spec, pair.b.spec
    on_treatment = "digital_group" in a.sample
    return [
        GroupDifferenceRow(
            study_table=a.study_table,
            variant=a.variant,
            family=pair.family,
            column_a=a.column_no,
            column_b=b.column_no,
            group_a=str(a.outcome) if pair.same_regions else a.sample,
            group_b=str(b.outcome) if pair.same_regions else b.sample,
            term=a.names[0],
            p_holm=None,
            caution_zh=GROUPED_ON_TREATMENT_ZH if on_treatment else "",
            caution_en=GROUPED_ON_TREATMENT_EN if on_treatment else "",
            **vars(difference),
        )
        for difference in compare(pair, settings.permutation_draws, settings.random_seed)
    ]


def diagnostics(fit: Fit, weights: Weights) -> Iterator[DiagnosticRow]:
    """Specification tests of one model that its rows allow; Hausman's two with region effects."""
    within = fit.within
    tests = [diagnose.pesaran_cd(within), diagnose.wooldridge(within)]
    if fit.spec.effects.has_region and within.n_regions > within.n_terms + 1:
        tests = [
            diagnose.hausman(fit.frame, within),
            diagnose.hausman_robust(fit.frame, within, weights.of(fit.frame.region)),
            *tests,
        ]
    tests += diagnose.variance_inflation(within, fit.spec.names)
    for test in tests:
        if test is not None:
            code, english, chinese = texts(test.reason, ", ".join(fit.spec.names))
            values = vars(test) | {"reason": code, "reason_en": english, "reason_zh": chinese}
            yield DiagnosticRow(*fit.spec.key, **values)


def leave_one_out(fit: Fit) -> Iterator[LeaveOneOutRow]:
    """The first coefficient without each region and each year."""
    for left in diagnose.leave_one_out(fit.frame, fit.within):
        yield LeaveOneOutRow(
            *fit.spec.key,
            left_out_kind=left.kind,
            left_out=left.left_out,
            term=left.term,
            coefficient=left.coefficient,
        )


def unit_roots(
    data: StudyData, specs: Sequence[ModelSpec], workers: Crew = ALONE
) -> Iterator[UnitRootRow]:
    """Every variable of the models, in levels and first differences, over complete regions."""
    names = {
        name for spec in specs for term in (spec.outcome, *spec.terms) for name in variables(term)
    }
    named = {
        variable: _complete(data, evaluate(parse(variable, variable), data.grid))
        for variable in (
            shape.format(name) for name, shape in product(sorted(names), ("{}", "diff({})"))
        )
    }
    complete = [(variable, series) for variable, series in named.items() if series is not None]
    return chain.from_iterable(workers.map(_unit_roots, complete))


def _unit_roots(named: tuple[str, Array]) -> list[UnitRootRow]:
    variable, series = named
    found = []
    for demeaned in (False, True):
        try:
            result = roots.harris_tzavalis(series, demeaned)
        except NoErrors:
            continue  # the same in every region
        found.append(_unit_root(variable, series, result, demeaned))
    if series.shape[1] <= FEWEST_YEARS:
        return found
    for test, deterministic, demeaned in product(
        (roots.im_pesaran_shin, roots.levin_lin_chu, roots.fisher),
        roots.Deterministic,
        (False, True),
    ):
        try:
            result = test(series, 1, deterministic, demeaned)
        except NoErrors:
            continue  # a region's series is a straight line: there is no t
        found.append(_unit_root(variable, series, result, demeaned, str(deterministic), 1))
    return found


def instrument(frame: Frame, found: Instrumented, regions: Collection[str]) -> InstrumentRow:
    """An instrumented model with its first stage, reduced form and Anderson-Rubin sets.

    `regions` are the panel's: those that this model leaves out are named.
    """
    own = {
        name: value
        for name, value in vars(found).items()
        if name not in ("statistic", "anderson_rubin", "wild", "lone_region")
    }
    return InstrumentRow(
        *frame.spec.key,
        **own,
        anderson_rubin=found.anderson_rubin.kind,
        ar_low=found.anderson_rubin.low,
        ar_high=found.anderson_rubin.high,
        wild_set=found.wild.kind,
        wild_low=found.wild.low,
        wild_high=found.wild.high,
        regions_left_out=", ".join(sorted(set(regions) - set(frame.region.tolist()))),
    )


def curve(point: Specification) -> CurveRow:
    """A point of the specification curve."""
    return CurveRow(
        specification=point.spec.column_no,
        outcome=str(point.spec.outcome),
        term=point.spec.names[0],
        formula=point.spec.formula,
        effects=str(point.spec.effects),
        sample=point.spec.sample,
        n_obs=point.n_obs,
        n_regions=point.n_regions,
        coefficient=point.coefficient,
        std_error=point.std_error,
        p_value=point.p_value,
        ci_low=point.ci_low,
        ci_high=point.ci_high,
        wild_p_value=point.wild_p_value,
    )


def curve_test(test: Joint, n_specifications: int) -> CurveTestRow:
    """A joint test of the curve."""
    return CurveTestRow(test.statistic, test.value, test.p_value, n_specifications, test.draws)


def _estimate(fit: Fit, inference: Inference) -> EstimateRow:
    reason, region = inference.reason, fit.lone_region(inference.term)
    if reason is None and region and inference.vcov in BY_REGION:
        reason = Reason.LONE_REGION
    code, english, chinese = texts(reason, inference.term, region)
    values = vars(inference) | {
        "vcov": str(inference.vcov),
        "reason": code,
        "reason_en": english,
        "reason_zh": chinese,
    }
    return EstimateRow(*fit.spec.key, **values)


def _unit_root(
    variable: str,
    series: Array,
    found: roots.UnitRoot,
    demeaned: bool,
    deterministic: str = "intercept",
    lags: int = 0,
) -> UnitRootRow:
    return UnitRootRow(
        variable=variable,
        test=found.test,
        deterministic=deterministic,
        lags=lags,
        year_demeaned=demeaned,
        n_regions=series.shape[0],
        n_years=series.shape[1],
        rho=found.rho,
        statistic=found.statistic,
        p_value=found.p_value,
        warning_zh=FEW_YEARS_ZH if found.few_years else "",
        warning_en=FEW_YEARS_EN if found.few_years else "",
    )


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


def _holm_within(
    families: Sequence[tuple[str, ...]],
    rows: Sequence[MediationRow] | Sequence[GroupDifferenceRow],
) -> list[float | None]:
    """Holm's p of each row within the rows of its family."""
    adjusted: list[float | None] = [None] * len(rows)
    for family in dict.fromkeys(families):
        places = [place for place, own in enumerate(families) if own == family]
        for place, p in zip(places, holm([rows[place].p_value for place in places]), strict=True):
            adjusted[place] = p
    return adjusted
