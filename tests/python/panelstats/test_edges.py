"""Numerical edges: units, levels, constants, collinear columns, lone regions, singletons, odd data.

Each rule is one claim on a small panel; the properties hold on random panels, balanced or not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from panels import fitted, refused

from panelstats.covariance import Reason
from panelstats.covariances import CONVENTIONS
from panelstats.covariances.bias_reduced import cr2, cr3
from panelstats.covariances.clustered import reghdfe, xtreg
from panelstats.covariances.two_way import two_way
from panelstats.diagnostics import hausman, hausman_robust, wooldridge
from panelstats.effects import Effects, without_singletons
from panelstats.estimate import Why, infer
from panelstats.panel import Panel
from panelstats.wild import draw_signs, wild_bootstrap
from panelstats.within import Within, project

PROPERTY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def drawn(
    regions: int = 9, years: int = 8, terms: int = 2, effects: Effects = Effects.REGION_YEAR,
    missing: float = 0.0, seed: int = 1,
) -> Panel:  # fmt: skip
    """y on terms with region and year effects; a share of the cells is missing."""
    draw = np.random.default_rng(seed)
    region = np.repeat([f"{code:02d}" for code in range(regions)], years)
    year = np.tile(np.arange(2011, 2011 + years), regions)
    level = np.repeat(draw.normal(size=regions), years)
    x = draw.normal(size=(len(year), terms)) + level[:, None]
    y = 1 + level + x @ np.linspace(0.5, -0.3, terms) + draw.normal(size=len(year))
    kept = draw.random(len(year)) >= missing
    names = tuple(f"x{place + 1}" for place in range(terms))
    return Panel(y[kept], x[kept], region[kept], year[kept], effects, names)


# Constant and collinear regressors


@pytest.mark.parametrize("effects", list(Effects))
@pytest.mark.parametrize("value", [0.0, 1.0, 0.3, 1e12])
def test_a_constant_regressor_is_refused_by_name(effects: Effects, value: float) -> None:
    panel = drawn(effects=effects)
    x = np.column_stack([panel.x[:, 0], np.full(len(panel.y), value)])
    refusal = refused(replace(panel, x=x))
    assert (refusal.why, refusal.name, refusal.number) == (Why.CONSTANT, "x2", value)


def test_a_regressor_that_effects_absorb_is_refused_by_name() -> None:
    panel = drawn(effects=Effects.REGION)
    of_region = np.unique(panel.region, return_inverse=True)[1] * 0.3 + 1e5
    refusal = refused(replace(panel, x=np.column_stack([panel.x[:, 0], of_region])))
    assert (refusal.why, refusal.name) == (Why.ABSORBED, "x2")


def test_collinear_regressors_are_all_named() -> None:
    panel = drawn(terms=3)
    x = panel.x.copy()
    x[:, 2] = 1e9 * x[:, 0] + 7
    refusal = refused(replace(panel, x=x))
    assert (refusal.why, refusal.name, refusal.others) == (Why.COLLINEAR, "x3", ("x1",))
    x[:, 2] = x[:, 0] - x[:, 1]
    assert refused(replace(panel, x=x)).others == ("x1", "x2")


def test_two_columns_that_differ_only_by_rounding_are_collinear() -> None:
    """x1 + 1e9 is x1 but for its last digits, which are noise of relative size 1e-7."""
    panel = drawn()
    x = np.column_stack([panel.x[:, 0], panel.x[:, 0] + 1e9])
    assert refused(replace(panel, x=x)).why is Why.COLLINEAR


@pytest.mark.parametrize("level", [0.3, 1e9])
def test_a_constant_outcome_is_refused(level: float) -> None:
    panel = drawn()
    refusal = refused(replace(panel, y=np.full(len(panel.y), level)))
    assert (refusal.why, refusal.number) == (Why.CONSTANT_OUTCOME, level)


def test_numbers_beyond_what_squares_can_hold_are_refused() -> None:
    panel = drawn()
    refusal = refused(replace(panel, x=panel.x * [1, 1e200]))
    assert (refusal.why, refusal.name) == (Why.MAGNITUDE, "x2")


# Units, levels, order


@st.composite
def frames(draw: st.DrawFn) -> Panel:
    return drawn(
        regions=draw(st.integers(4, 9)),
        years=draw(st.integers(5, 9)),
        terms=draw(st.integers(1, 3)),
        effects=draw(st.sampled_from(list(Effects))),
        missing=draw(st.sampled_from([0.0, 0.2])),
        seed=draw(st.integers(0, 10_000)),
    )


def numbers(panel: Panel) -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """Coefficient, standard error, degrees and p by term and convention."""
    fit = fitted(panel)
    found = {
        (row.term, str(row.vcov)): (row.coefficient, row.std_error, row.df, row.p_value)
        for row in infer(fit, tuple(CONVENTIONS))
        if row.term != "_cons"
    }
    signs = draw_signs(fit.within.n_regions, 0, 0)
    for name, test in zip(fit.panel.names, wild_bootstrap(fit.within, signs), strict=True):
        coefficient = float(fit.coefficient[fit.position(name)])
        found[name, "wild"] = (coefficient, None, 0.0, test.p_value)
    return {key: tuple(np.nan if v is None else v for v in row) for key, row in found.items()}


def assert_same(
    one: Panel, other: Panel, units: dict[str, float], tolerance: float, of_outcome: float = 1.0
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
def test_coefficients_and_standard_errors_follow_units(panel: Panel, powers: list[int]) -> None:
    units = 10.0 ** np.array(powers)
    terms = panel.x.shape[1]
    other = replace(panel, x=panel.x * units[:terms], y=panel.y * units[3])
    assert_same(panel, other, dict(zip(panel.names, units[:terms], strict=True)), 1e-9, units[3])


@PROPERTY
@given(frames(), st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_adding_constants_changes_nothing(panel: Panel, levels: list[float]) -> None:
    terms = panel.x.shape[1]
    other = replace(panel, x=panel.x + levels[:terms], y=panel.y + levels[3])
    assert_same(panel, other, {}, 1e-7)


@PROPERTY
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_regressors_changes_nothing(panel: Panel, random) -> None:
    order = list(range(len(panel.y)))
    random.shuffle(order)
    columns = list(range(panel.x.shape[1]))
    random.shuffle(columns)
    names = tuple(panel.names[place] for place in columns)
    other = Panel(
        panel.y[order], panel.x[order][:, columns], panel.region[order], panel.year[order],
        panel.effects, names,
    )  # fmt: skip
    assert_same(panel, other, {}, 1e-9)


@pytest.mark.parametrize("level", [1e9, 3e9])
def test_a_high_level_costs_digits_but_gives_no_wrong_number(level: float) -> None:
    panel = drawn(30, 12)
    shifted = fitted(replace(panel, x=panel.x + np.array([0, level])))
    np.testing.assert_allclose(shifted.coefficient, fitted(panel).coefficient, rtol=1e-5)
    np.testing.assert_allclose(
        xtreg(shifted.within).std_error, xtreg(fitted(panel).within).std_error, rtol=1e-5
    )


def test_a_level_that_leaves_no_digits_is_refused() -> None:
    panel = drawn(30, 12)
    assert refused(replace(panel, x=panel.x + np.array([0, 1e12]))).name == "x2"


@pytest.mark.parametrize("noise", [1e-4, 1e-6])
def test_nearly_collinear_regressors_keep_every_convention(noise: float) -> None:
    """x2 = x1 + noise e: its coefficient is that of e over `noise`, in every convention."""
    panel = drawn(30, 12)
    plain = fitted(panel).within
    x = np.column_stack([panel.x[:, 0], panel.x[:, 0] + noise * panel.x[:, 1]])
    close = fitted(replace(panel, x=x)).within
    for covariance in (xtreg, cr2, cr3, two_way):
        expected = covariance(plain).std_error[1] / noise
        assert covariance(close).std_error[1] == pytest.approx(expected, rel=1e-6)


def test_a_two_way_covariance_is_repaired_the_same_in_all_units() -> None:
    """Found by search: a panel whose two-way covariance is not positive definite."""
    panel = next(
        panel
        for panel in (drawn(4, 5, 3, Effects.REGION, seed=seed) for seed in range(200))
        if Reason.REPAIRED in two_way(fitted(panel).within).reasons
    )
    plain = two_way(fitted(panel).within)
    other = two_way(fitted(replace(panel, x=panel.x * [1, 1e6, 1e-6])).within)
    np.testing.assert_allclose(other.std_error * [1, 1e6, 1e-6], plain.std_error, rtol=1e-9)
    assert other.reasons == plain.reasons
    assert np.linalg.eigvalsh(plain.matrix).min() >= -1e-12 * np.abs(plain.matrix).max()


# One region alone


def treated(regions: int, treated_regions: int, effects: Effects) -> Within:
    panel = drawn(regions, 8, effects=effects)
    dummy = np.isin(panel.region, [f"{code:02d}" for code in range(treated_regions)])
    x = np.column_stack([panel.x[:, 0], dummy & (panel.year >= 2015)])
    return fitted(replace(panel, x=x)).within


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


def test_the_jackknife_without_a_lone_region_drops_its_regressor() -> None:
    """As Stata's jackknife: without region 00 the policy is dropped, x1 is not lost."""
    panel = drawn(8, 8)
    policy = (panel.region == "00") & (panel.year >= 2015)
    within = fitted(replace(panel, x=np.column_stack([panel.x[:, 0], policy]))).within
    rest = panel.region != "00"
    alone = project(
        panel.y[rest], panel.x[rest, :1], panel.region[rest], panel.year[rest], Effects.REGION_YEAR
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
    panel = drawn(6, 8, effects=Effects.REGION)
    extra = Panel(
        np.append(panel.y, 50.0), np.vstack([panel.x, [[9.0, -9.0]]]),
        np.append(panel.region, "zz"), np.append(panel.year, 2013), panel.effects, panel.names,
    )  # fmt: skip
    plain, more = fitted(panel).within, fitted(extra).within
    np.testing.assert_allclose(more.coefficient, plain.coefficient, rtol=1e-12)
    np.testing.assert_allclose(reghdfe(more).std_error, xtreg(plain).std_error, rtol=1e-12)
    assert reghdfe(more).df.tolist() == [5, 5]
    groups, n_obs, parameters = 7, 49, 3
    factor = groups / (groups - 1) * (n_obs - 1) / (n_obs - parameters)
    dropped = 6 / 5 * 47 / (48 - parameters)
    ratio = xtreg(more).std_error / reghdfe(more).std_error
    np.testing.assert_allclose(ratio, np.sqrt(factor / dropped), rtol=1e-12)


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
        panel = Panel(y, x * [unit, 1], region, year, Effects.REGION, ("a", "b"))
        fit = fitted(panel)
        plain = hausman(panel, fit.within)
        assert plain is not None
        assert np.isnan(plain.statistic)
        assert (plain.p_value, plain.reason) == (None, Reason.NOT_POSITIVE)
        robust = hausman_robust(panel, fit.within, draw_signs(30, 199, 1))
        assert robust.p_value is not None
        assert robust.p_value < 0.001
        assert robust.wild_p_value is not None
        assert robust.wild_p_value <= 0.02


def test_the_wild_p_of_the_robust_hausman_equals_regressing_every_draw() -> None:
    """Each draw's outcome is regressed on all columns the long way, with the null imposed."""
    panel = drawn(6, 7, effects=Effects.REGION_YEAR, missing=0.1)
    fit = fitted(panel)
    signs = draw_signs(6, 0, 0)
    found = hausman_robust(panel, fit.within, signs)
    from panelstats.diagnostics import _Columns, _variance_components

    columns = _Columns.of(panel)
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
