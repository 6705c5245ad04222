"""Numerical edges: units, levels, constants, collinear columns, lone regions, singletons, odd data.

Each rule is one claim on a small panel; the properties hold on random panels, balanced or not.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from study_helpers import FEW_DRAWS, add_model, spec_for

from panelstats.covariance import COVARIANCES, Reason, Vcov, cr2, cr3, reghdfe, two_way, xtreg
from panelstats.diagnostics import hausman, hausman_robust, wooldridge
from panelstats.effects import Effects, without_singletons
from panelstats.estimate import infer
from panelstats.wild import Weights, draw_signs, wild_bootstrap
from panelstats.within import Within, project
from tsi_warehouse.study import rows
from tsi_warehouse.study.estimate import Fit, estimate
from tsi_warehouse.study.run import _tried, run_study
from tsi_warehouse.study.settings import StudySettings
from tsi_warehouse.study.specify import Endogenous, Frame, NoModel, StudyData, assemble
from tsi_warehouse.study.terms import Grid, parse

PROPERTY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def drawn(
    regions: int = 9, years: int = 8, terms: int = 2, effects: Effects = Effects.REGION_YEAR,
    missing: float = 0.0, seed: int = 1,
) -> Frame:  # fmt: skip
    """y on terms with region and year effects; a share of the cells is missing."""
    draw = np.random.default_rng(seed)
    region = np.repeat([f"{code:02d}" for code in range(regions)], years)
    year = np.tile(np.arange(2011, 2011 + years), regions)
    level = np.repeat(draw.normal(size=regions), years)
    x = draw.normal(size=(len(year), terms)) + level[:, None]
    y = 1 + level + x @ np.linspace(0.5, -0.3, terms) + draw.normal(size=len(year))
    kept = draw.random(len(year)) >= missing
    names = tuple(f"x{place + 1}" for place in range(terms))
    return Frame(spec_for("y", names, effects), region[kept], year[kept], y[kept], x[kept])


def fitted(frame: Frame) -> Fit:
    fit = estimate(frame)
    assert isinstance(fit, Fit)
    return fit


def refused(frame: Frame) -> NoModel:
    refusal = estimate(frame)
    assert isinstance(refusal, NoModel)
    return refusal


# Constant and collinear regressors


@pytest.mark.parametrize("effects", list(Effects))
@pytest.mark.parametrize("value", [0.0, 1.0, 0.3, 1e12])
def test_a_constant_regressor_is_refused_by_name(effects: Effects, value: float) -> None:
    frame = drawn(effects=effects)
    x = np.column_stack([frame.x[:, 0], np.full(len(frame.y), value)])
    refusal = refused(replace(frame, x=x))
    assert refusal.reason == "singular"
    assert "'x2' is constant in this sample" in refusal.en
    assert "“x2”在该样本中为常数" in refusal.zh


def test_a_regressor_that_effects_absorb_is_refused_by_name() -> None:
    frame = drawn(effects=Effects.REGION)
    of_region = np.unique(frame.region, return_inverse=True)[1] * 0.3 + 1e5
    refusal = refused(replace(frame, x=np.column_stack([frame.x[:, 0], of_region])))
    assert refusal.en == "'x2' does not vary once the effects (region) are absorbed"


def test_collinear_regressors_are_all_named() -> None:
    frame = drawn(terms=3)
    x = frame.x.copy()
    x[:, 2] = 1e9 * x[:, 0] + 7
    refusal = refused(replace(frame, x=x))
    assert refusal.reason == "singular"
    assert "'x3' is collinear with 'x1' once" in refusal.en
    x[:, 2] = x[:, 0] - x[:, 1]
    assert "'x3' is collinear with 'x1', 'x2' once" in refused(replace(frame, x=x)).en


def test_two_columns_that_differ_only_by_rounding_are_collinear() -> None:
    """x1 + 1e9 is x1 but for its last digits, which are noise of relative size 1e-7."""
    frame = drawn()
    x = np.column_stack([frame.x[:, 0], frame.x[:, 0] + 1e9])
    assert "collinear" in refused(replace(frame, x=x)).en


def test_a_sample_can_make_a_regressor_constant(models: duckdb.DuckDBPyConnection) -> None:
    models.execute("update marts.study_panel set open = .3 where group_paper = 'east'")
    add_model(models, "dig + open", sample="group_paper = 'east'")
    run_study(models, FEW_DRAWS)
    found = models.execute("select reason, reason_en from results.skipped").fetchall()
    assert found == [("singular", "'open' is constant in this sample (0.3)")]


@pytest.mark.parametrize("level", [0.3, 1e9])
def test_a_constant_outcome_is_refused(level: float) -> None:
    frame = drawn()
    assert "is constant" in refused(replace(frame, y=np.full(len(frame.y), level))).en


def test_numbers_beyond_what_squares_can_hold_are_refused() -> None:
    frame = drawn()
    refusal = refused(replace(frame, x=frame.x * [1, 1e200]))
    assert refusal.reason == "magnitude"
    assert "'x2' reaches" in refusal.en


# Units, levels, order


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    return drawn(
        regions=draw(st.integers(4, 9)),
        years=draw(st.integers(5, 9)),
        terms=draw(st.integers(1, 3)),
        effects=draw(st.sampled_from(list(Effects))),
        missing=draw(st.sampled_from([0.0, 0.2])),
        seed=draw(st.integers(0, 10_000)),
    )


def numbers(frame: Frame) -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """Coefficient, standard error, degrees and p by term and convention."""
    fit = fitted(frame)
    found = {
        (row.term, str(row.vcov)): (row.coefficient, row.std_error, row.df, row.p_value)
        for row in infer(fit, tuple(COVARIANCES))
        if row.term != "_cons"
    }
    signs = draw_signs(fit.within.n_regions, 0, 0)
    for name, test in zip(fit.spec.names, wild_bootstrap(fit.within, signs), strict=True):
        coefficient = float(fit.coefficient[fit.position(name)])
        found[name, "wild"] = (coefficient, None, 0.0, test.p_value)
    return {key: tuple(np.nan if v is None else v for v in row) for key, row in found.items()}


def assert_same(
    one: Frame, other: Frame, units: dict[str, float], tolerance: float, of_outcome: float = 1.0
) -> None:
    """`other` has each regressor in `units` times those of `one`, the outcome `of_outcome` times."""
    expected, found = numbers(one), numbers(other)
    for key, (coefficient, error, df, p_value) in expected.items():
        factor = units.get(key[0], 1.0) / of_outcome
        scale = expected[key[0], "conventional"]
        assert abs(found[key][0] * factor - coefficient) <= tolerance * (
            abs(scale[0]) + scale[1]
        ), key
        if np.isnan(error) or np.isnan(found[key][1]):
            assert np.isnan(error) == np.isnan(found[key][1]), key
        else:
            assert found[key][1] * factor == pytest.approx(error, rel=50 * tolerance), key
        assert found[key][2] == pytest.approx(df, rel=50 * tolerance, nan_ok=True), key
        near = 0.02 if key[1] == "wild" else 1e3 * tolerance
        assert found[key][3] == pytest.approx(p_value, abs=near, nan_ok=True), key


@PROPERTY
@given(frames(), st.lists(st.integers(-12, 12), min_size=4, max_size=4))
def test_coefficients_and_standard_errors_follow_units(frame: Frame, powers: list[int]) -> None:
    units = 10.0 ** np.array(powers)
    terms = frame.x.shape[1]
    other = replace(frame, x=frame.x * units[:terms], y=frame.y * units[3])
    assert_same(
        frame, other, dict(zip(frame.spec.names, units[:terms], strict=True)), 1e-9, units[3]
    )


@PROPERTY
@given(frames(), st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_adding_constants_changes_nothing(frame: Frame, levels: list[float]) -> None:
    terms = frame.x.shape[1]
    other = replace(frame, x=frame.x + levels[:terms], y=frame.y + levels[3])
    assert_same(frame, other, {}, 1e-7)


@PROPERTY
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_regressors_changes_nothing(frame: Frame, random) -> None:
    order = list(range(len(frame.y)))
    random.shuffle(order)
    columns = list(range(frame.x.shape[1]))
    random.shuffle(columns)
    names = tuple(frame.spec.names[place] for place in columns)
    other = Frame(
        spec_for("y", names, frame.spec.effects),
        frame.region[order], frame.year[order], frame.y[order], frame.x[order][:, columns],
    )  # fmt: skip
    assert_same(frame, other, {}, 1e-9)


@pytest.mark.parametrize("level", [1e9, 3e9])
def test_a_high_level_costs_digits_but_gives_no_wrong_number(level: float) -> None:
    frame = drawn(30, 12)
    shifted = fitted(replace(frame, x=frame.x + np.array([0, level])))
    np.testing.assert_allclose(shifted.coefficient, fitted(frame).coefficient, rtol=1e-5)
    np.testing.assert_allclose(
        xtreg(shifted.within).std_error, xtreg(fitted(frame).within).std_error, rtol=1e-5
    )


def test_a_level_that_leaves_no_digits_is_refused() -> None:
    frame = drawn(30, 12)
    assert "'x2'" in refused(replace(frame, x=frame.x + np.array([0, 1e12]))).en


@pytest.mark.parametrize("noise", [1e-4, 1e-6])
def test_nearly_collinear_regressors_keep_every_convention(noise: float) -> None:
    """x2 = x1 + noise e: its coefficient is that of e over `noise`, in every convention."""
    frame = drawn(30, 12)
    plain = fitted(frame).within
    x = np.column_stack([frame.x[:, 0], frame.x[:, 0] + noise * frame.x[:, 1]])
    close = fitted(replace(frame, x=x)).within
    for covariance in (xtreg, cr2, cr3, two_way):
        expected = covariance(plain).std_error[1] / noise
        assert covariance(close).std_error[1] == pytest.approx(expected, rel=1e-6)


def test_a_two_way_covariance_is_repaired_the_same_in_all_units() -> None:
    """Found by search: a panel whose two-way covariance is not positive definite."""
    frame = next(
        frame
        for frame in (drawn(4, 5, 3, Effects.REGION, seed=seed) for seed in range(200))
        if Reason.REPAIRED in two_way(fitted(frame).within).reasons
    )
    plain = two_way(fitted(frame).within)
    other = two_way(fitted(replace(frame, x=frame.x * [1, 1e6, 1e-6])).within)
    np.testing.assert_allclose(other.std_error * [1, 1e6, 1e-6], plain.std_error, rtol=1e-9)
    assert other.reasons == plain.reasons
    assert np.linalg.eigvalsh(plain.matrix).min() >= -1e-12 * np.abs(plain.matrix).max()


def test_a_column_that_no_model_uses_changes_nothing() -> None:
    data = grid_of({"y": noise(1), "x": noise(2)})
    holed = noise(3)
    holed[2] = np.nan
    with_more = grid_of({"y": noise(1), "x": noise(2), "unused": holed})
    spec = spec_for("y", ("x",), Effects.REGION_YEAR)
    for one, other in [
        (assemble(data, spec, data.in_panel), assemble(with_more, spec, data.in_panel))
    ]:
        assert isinstance(one, Frame)
        assert isinstance(other, Frame)
        np.testing.assert_array_equal(fitted(one).coefficient, fitted(other).coefficient)


# One region alone


def treated(regions: int, treated_regions: int, effects: Effects) -> Within:
    frame = drawn(regions, 8, effects=effects)
    dummy = np.isin(frame.region, [f"{code:02d}" for code in range(treated_regions)])
    x = np.column_stack([frame.x[:, 0], dummy & (frame.year >= 2015)])
    return fitted(replace(frame, x=x)).within


@pytest.mark.parametrize("effects", list(Effects))
def test_one_treated_region_has_no_cr2_cr3_or_wild_p(effects: Effects) -> None:
    within = treated(12, 1, effects)
    for covariance in (cr2(within), cr3(within)):
        assert covariance.reasons == (None, Reason.LONE_REGION)
        assert np.isfinite(covariance.std_error[0])
        assert np.isnan(covariance.std_error[1])
    plain, lone = wild_bootstrap(within, draw_signs(12, 0, 0))
    assert plain.reason is None
    assert 0 < plain.p_value <= 1
    assert lone.reason is Reason.LONE_REGION
    assert np.isnan([lone.p_value, lone.ci_low, lone.ci_high]).all()


def test_two_treated_regions_have_a_p_value() -> None:
    within = treated(12, 2, Effects.REGION_YEAR)
    assert cr2(within).reasons == (None, None)
    assert np.isfinite(wild_bootstrap(within, draw_signs(12, 0, 0))[1].p_value)


def test_the_reason_stands_in_place_of_the_p_value(models: duckdb.DuckDBPyConnection) -> None:
    models.execute("alter table marts.study_panel add column policy double")
    models.execute(
        "update marts.study_panel"
        " set policy = cast(region_code = '030000' and year >= 2016 as integer)"
    )
    add_model(models, "dig + policy", effects="region + year", vcov="cr2")
    run_study(models, FEW_DRAWS)
    found = models.execute(
        "select vcov, std_error, p_value, reason, reason_en, reason_zh from results.estimates"
        " where term = 'policy' and vcov in ('cr2', 'cr3', 'wild')"
    ).fetchall()
    assert len(found) == 3
    for _, error, p_value, reason, english, chinese in found:
        assert (error, p_value, reason) == (None, None, "one_treated_region")
        assert "only region 030000 identifies 'policy'" in english
        assert "地区 030000" in chinese
    ((doubtful,),) = models.execute(
        "select reason from results.estimates where term = 'policy' and vcov = 'xtreg'"
    ).fetchall()
    assert doubtful == "one_treated_region"
    others = "select count(*) from results.estimates where term = 'dig' and p_value is null"
    assert models.execute(others).fetchone() == (0,)


def test_the_jackknife_without_a_lone_region_drops_its_regressor() -> None:
    """As Stata's jackknife: without region 00 the policy is dropped, x1 is not lost."""
    frame = drawn(8, 8)
    policy = (frame.region == "00") & (frame.year >= 2015)
    within = fitted(replace(frame, x=np.column_stack([frame.x[:, 0], policy]))).within
    rest = frame.region != "00"
    alone = project(
        frame.y[rest], frame.x[rest, :1], frame.region[rest], frame.year[rest], Effects.REGION_YEAR
    )
    deviation = within.left_out.deviation[0]
    assert deviation[0] == pytest.approx(alone.coefficient[0] - within.coefficient[0])
    assert np.isnan(deviation[1])


# Singletons


def test_reghdfe_drops_singletons_until_there_are_none() -> None:
    """b has one row; without it 2012 has one row, of a; without that, a has one left."""
    region = np.array([0, 0, 1, 2, 2, 3, 3])
    year = np.array([1, 2, 2, 3, 4, 3, 4])
    kept = without_singletons(region, year, Effects.REGION_YEAR)
    assert kept.tolist() == [False, False, False, True, True, True, True]
    assert without_singletons(region, year, Effects.REGION).tolist() == [
        True, True, False, True, True, True, True,
    ]  # fmt: skip
    assert without_singletons(region, year, Effects.NONE).all()


def test_reghdfe_counts_rows_and_regions_without_singletons() -> None:
    frame = drawn(6, 8, effects=Effects.REGION)
    extra = Frame(
        frame.spec, np.append(frame.region, "zz"), np.append(frame.year, 2013),
        np.append(frame.y, 50.0), np.vstack([frame.x, [[9.0, -9.0]]]),
    )  # fmt: skip
    plain, more = fitted(frame).within, fitted(extra).within
    np.testing.assert_allclose(more.coefficient, plain.coefficient, rtol=1e-12)
    np.testing.assert_allclose(reghdfe(more).std_error, xtreg(plain).std_error, rtol=1e-12)
    assert reghdfe(more).df.tolist() == [5, 5]
    groups, n_obs, parameters = 7, 49, 3
    factor = groups / (groups - 1) * (n_obs - 1) / (n_obs - parameters)
    dropped = 6 / 5 * 47 / (48 - parameters)
    ratio = xtreg(more).std_error / reghdfe(more).std_error
    np.testing.assert_allclose(ratio, np.sqrt(factor / dropped), rtol=1e-12)


def test_xtreg_and_reghdfe_differ_by_singletons_in_one_table(
    models: duckdb.DuckDBPyConnection,
) -> None:
    sample = "group_paper = 'west' or (region_code = '000000' and year = 2015)"
    for place, vcov in enumerate(("xtreg", "reghdfe"), start=1):
        add_model(models, "dig", effects="region + year", sample=sample, vcov=vcov, column_no=place)
    run_study(models, FEW_DRAWS)
    counted = models.execute(
        "select vcov, n_obs, n_regions from results.models order by column_no"
    ).fetchall()
    assert counted == [("xtreg", 121, 11), ("reghdfe", 120, 10)]
    errors = models.execute(
        "select column_no, vcov, std_error, coefficient from results.estimates"
        " where term = 'dig' and vcov in ('xtreg', 'reghdfe') order by all"
    ).fetchall()
    (_, _, kept, one), (_, named, dropped, other), (_, _, same, _) = errors
    assert named == "reghdfe"
    assert same == pytest.approx(dropped, rel=1e-12)
    factor = np.sqrt(11 / 10 * 120 / (121 - 13) / (10 / 9 * 119 / (120 - 13)))
    assert kept / dropped == pytest.approx(factor, rel=1e-9)
    assert one == pytest.approx(other, rel=1e-12)


# Hausman and Wooldridge


def test_hausman_is_null_where_the_difference_is_not_positive() -> None:
    """The second regressor is pure noise, where random effects are no more precise."""
    generator = np.random.default_rng(1)
    region = np.repeat([f"{code:02d}" for code in range(30)], 12)
    year = np.tile(np.arange(12), 30)
    level = generator.normal(size=30).repeat(12)
    x = np.column_stack([level + generator.normal(size=360), generator.normal(size=360)])
    y = 1 + level + 0.3 * x[:, 0] - 0.2 * x[:, 1] + generator.normal(size=360)
    for unit in (1, 1e8):
        frame = Frame(spec_for("y", ("a", "b"), Effects.REGION), region, year, y, x * [unit, 1])
        fit = fitted(frame)
        plain = hausman(frame, fit.within)
        assert plain is not None
        assert np.isnan(plain.statistic)
        assert (plain.p_value, plain.reason) == (None, Reason.NOT_POSITIVE)
        robust = hausman_robust(frame, fit.within, draw_signs(30, 199, 1))
        assert robust.p_value is not None
        assert robust.p_value < 0.001
        assert robust.wild_p_value is not None
        assert robust.wild_p_value <= 0.02


def test_the_wild_p_of_the_robust_hausman_equals_regressing_every_draw() -> None:
    """Each draw's outcome is regressed on all columns the long way, with the null imposed."""
    frame = drawn(6, 7, effects=Effects.REGION_YEAR, missing=0.1)
    fit = fitted(frame)
    signs = draw_signs(6, 0, 0)
    found = hausman_robust(frame, fit.within, signs)
    from panelstats.diagnostics import _Columns, _variance_components

    columns = _Columns.of(frame)
    theta = _variance_components(columns)[0]
    weighted = columns.quasi_demeaned(columns.all, theta)
    means = (1 - theta[columns.region])[:, None] * columns.means[:, :2]
    small, y = weighted[:, :-1], weighted[:, -1]
    design = np.column_stack([small, means])
    bread = np.linalg.inv(design.T @ design)
    fit_small = small @ np.linalg.lstsq(small, y, rcond=None)[0]

    def wald(outcome: np.ndarray) -> float:
        b = bread @ design.T @ outcome
        u = outcome - design @ b
        s = np.array([design[columns.region == g].T @ u[columns.region == g] for g in range(6)])
        v = (bread @ s.T @ s @ bread)[-2:, -2:]
        return float(b[-2:] @ np.linalg.solve(v, b[-2:]))

    sample = wald(y)
    drawn_walds = [
        wald(fit_small + vector[columns.region] * (y - fit_small)) for vector in signs.values
    ]
    assert found.wild_p_value == pytest.approx(
        np.mean(np.array(drawn_walds) >= sample * (1 - 1e-9))
    )
    n_obs, parameters = design.shape
    factor = 6 / 5 * (n_obs - 1) / (n_obs - parameters)
    assert found.statistic == pytest.approx(sample / factor / 2, rel=1e-9)


@pytest.mark.parametrize("effects", [Effects.REGION, Effects.REGION_YEAR])
def test_wooldridges_test_has_nearly_its_size_with_nine_regions(effects: Effects) -> None:
    generator = np.random.default_rng(3)
    region, year = np.arange(9).repeat(12), np.tile(np.arange(12), 9)
    rejected = 0
    for _ in range(600):
        y = generator.normal(size=9).repeat(12) + generator.normal(size=108)
        found = wooldridge(project(y, generator.normal(size=(108, 1)), region, year, effects))
        assert found is not None
        assert (found.df, found.df_denominator) == (1, 8)
        rejected += found.p_value < 0.05
    assert 0.035 <= rejected / 600 <= 0.095


def test_wooldridges_test_sees_correlation_and_needs_three_years_in_a_row() -> None:
    generator = np.random.default_rng(4)
    error = np.zeros((30, 12))
    for year in range(12):
        error[:, year] = 0.7 * error[:, year - 1] + generator.normal(size=30)
    region, year = np.arange(30).repeat(12), np.tile(np.arange(12), 30)
    x = generator.normal(size=(360, 1))
    found = wooldridge(project(error.ravel(), x, region, year, Effects.REGION))
    assert found is not None
    assert found.p_value < 0.001
    pairs = np.isin(year, [0, 1, 4, 5])
    few = project(error.ravel()[pairs], x[pairs], region[pairs], year[pairs], Effects.REGION)
    assert wooldridge(few) is None


# Anything a seed allows

REGIONS, YEARS = 7, 6


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(REGIONS, YEARS))


def grid_of(values: dict[str, np.ndarray]) -> StudyData:
    regions = tuple(f"{code:02d}0000" for code in range(REGIONS))
    grid = Grid(regions, tuple(range(2011, 2011 + YEARS)), values)
    return StudyData(grid, np.ones((REGIONS, YEARS), dtype=bool), frozenset(values))


def odd_columns(seed: int) -> dict[str, np.ndarray]:
    """Columns as data can be: holes, constants, zeros, huge, tiny, one region only, copies."""
    draw = np.random.default_rng(seed)
    holes = np.where(draw.random((REGIONS, YEARS)) < 0.4, np.nan, noise(seed + 1))
    infinite = noise(seed + 2)
    infinite[draw.integers(REGIONS), draw.integers(YEARS)] = np.inf
    one_region, one_year = np.zeros((REGIONS, YEARS)), np.zeros((REGIONS, YEARS))
    one_region[2, 3:], one_year[:, 2] = 1.0, 1.0
    plain = noise(seed + 3)
    return {
        "plain": plain,
        "copy": plain * 1e9 + 5,
        "almost": plain + 1e-7 * noise(seed + 4),
        "holes": holes,
        "nothing": np.full((REGIONS, YEARS), np.nan),
        "infinite": infinite,
        "constant": np.full((REGIONS, YEARS), 0.3),
        "zero": np.zeros((REGIONS, YEARS)),
        "huge": noise(seed + 5) * 1e150,
        "tiny": noise(seed + 6) * 1e-150,
        "level": noise(seed + 7) + 1e11,
        "one_region": one_region,
        "one_year": one_year,
        "trend": np.tile(np.arange(YEARS, dtype=float), (REGIONS, 1)),
        "of_region": np.tile(np.arange(REGIONS, dtype=float)[:, None], (1, YEARS)),
        "binary": (draw.random((REGIONS, YEARS)) < 0.5).astype(float),
        "other": noise(seed + 8) * 1e9 + 1e12,
        "third": noise(seed + 9) * 1e-9,
    }


COLUMNS = tuple(odd_columns(0))
SOUND = ("plain", "holes", "other", "third", "binary", "one_region", "almost")
SHAPES = ("{0}", "ln({0})", "lag({0})", "diff({0})", "winsor({0})", "first({0})", "total({0})",
          "{0}:{1}", "{0}:{0}:{0}", "ln({0}:{1})", "diff(ln({0}))")  # fmt: skip


@st.composite
def terms(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 4)):  # most data are sound, else nothing is estimated
        return draw(st.sampled_from(SOUND))
    names = st.sampled_from(COLUMNS)
    return draw(st.sampled_from(SHAPES)).format(draw(names), draw(names))


@st.composite
def models_of_odd_data(draw: st.DrawFn) -> tuple[StudyData, Frame | NoModel, Frame | NoModel]:
    """Two models of one table that share terms, one sample and its complement."""
    data = grid_of(odd_columns(draw(st.integers(0, 50))))
    written = draw(st.lists(terms(), min_size=1, max_size=3, unique=True))
    spec = replace(
        spec_for("plain", ("x",), draw(st.sampled_from(list(Effects)))),
        outcome=parse(draw(terms()), "test"),
        terms=tuple(parse(term, "test") for term in written),
        vcov=draw(st.sampled_from(list(Vcov))),
    )
    if draw(st.booleans()):
        spec = replace(spec, endogenous=Endogenous(spec.terms[0], parse(draw(terms()), "test")))
    chosen = np.zeros((REGIONS, YEARS), dtype=bool)
    years = draw(st.sampled_from([YEARS, YEARS, YEARS, 4, 2, 1]))
    chosen[: draw(st.sampled_from([5, 5, 4, 3, 2, 1, 0])), :years] = True
    return (
        data,
        assemble(data, spec, chosen),
        assemble(data, replace(spec, column_no=2), ~chosen),
    )


@settings(
    max_examples=250, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(models_of_odd_data())
def test_no_model_that_a_seed_allows_stops_the_study(
    odd: tuple[StudyData, Frame | NoModel, Frame | NoModel],
) -> None:
    data, *frames_of_both = odd
    few = StudySettings(wild_draws=99, bootstrap_draws=99, permutation_draws=99)
    weights = Weights.draw(data.grid.regions, 99, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tried = [_tried(frame, weights, 0.95) for frame in frames_of_both]
        fits = [model for model in tried if isinstance(model, Fit)]
        for model in tried:
            if isinstance(model, NoModel):
                assert model.en
                assert model.zh
                rows.skipped(model)
            elif isinstance(model, Fit):
                for _ in every_row(model, weights):
                    pass
            else:
                list(rows.two_stage(model.frame, model.found))
                rows.instrument(model.frame, model.found, data.grid.regions)
        rows.mediation([fit.spec for fit in fits], fits, weights, few)
        rows.group_differences(fits, few)


def every_row(fit: Fit, weights: Weights) -> Iterator[object]:
    yield rows.model(fit)
    for row in rows.estimates(fit, weights, 0.95):
        number = row.std_error
        assert number is None or number > 0
        assert row.p_value is not None or row.reason, row
        yield row
    yield from rows.diagnostics(fit, weights)
    yield from rows.leave_one_out(fit)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 50))
def test_no_series_stops_the_unit_root_tests(seed: int) -> None:
    data = grid_of(odd_columns(seed))
    specs = [spec_for(name, (name,), Effects.REGION) for name in COLUMNS]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in rows.unit_roots(data, specs):
            assert np.isfinite(row.statistic), row
            assert 0 <= row.p_value <= 1
