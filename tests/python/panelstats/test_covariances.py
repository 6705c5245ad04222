"""The estimation code on Grunfeld and on Stata 13's panel, and on rows one can compute by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from panels import fitted, grunfeld, read_columns

from panelstats.covariance import Vcov
from panelstats.covariances import CONVENTIONS
from panelstats.covariances.bias_reduced import cr3
from panelstats.covariances.clustered import clustered
from panelstats.covariances.driscoll_kraay import driscoll_kraay
from panelstats.covariances.two_way import two_way
from panelstats.effects import Effects
from panelstats.estimate import infer
from panelstats.panel import Panel
from panelstats.pieces import delete_one
from panelstats.within import project

FIXEST_EFFECTS = {
    "firm": Effects.REGION,
    "year": Effects.YEAR,
    "firm+year": Effects.REGION_YEAR,
}
PLM_EFFECTS = {
    "within_individual": Effects.REGION,
    "within_time": Effects.YEAR,
    "within_twoways": Effects.REGION_YEAR,
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("effects", list(FIXEST_EFFECTS))
@pytest.mark.checks(
    "Coefficients; `conventional`, `xtreg`, `lsdv`, `two_way`, `driscoll_kraay`; within R2",
    against="R fixest 0.12.2, Grunfeld, one- and two-way effects",
    to="1e-7",
)
def test_grunfeld_equals_fixest(shared: Path, effects: str) -> None:
    """Coefficients, errors by name and within R2 to 1e-7 (relative) of R's fixest."""
    fit = fitted(grunfeld(shared, FIXEST_EFFECTS[effects]))
    errors = {
        "iid": CONVENTIONS[Vcov.CONVENTIONAL].function(fit.within).std_error,
        "cluster_firm_default": CONVENTIONS[Vcov.XTREG].function(fit.within).std_error,
        "CRV1_firm_K=nested": CONVENTIONS[Vcov.XTREG].function(fit.within).std_error,
        "CRV1_firm_K=full": CONVENTIONS[Vcov.LSDV].function(fit.within).std_error,
        "CRV1_firm_K=none": clustered(fit.within, fit.within.n_terms).std_error,
        "twoway_cluster": two_way(fit.within).std_error,
        "DK_lag3": driscoll_kraay(fit.within, lag=3).std_error,
    }
    checked = 0
    for row in rows_of(shared / "oracles" / "grunfeld_expected_fixest.csv"):
        if row["fe"] != effects or row["vcov"] not in errors:
            continue
        place = fit.position(row["term"])
        assert fit.coefficient[place] == pytest.approx(float(row["coef"]), rel=1e-7)
        # fixest does not count a constant in K where no effect is left outside the clusters
        assert errors[row["vcov"]][place] == pytest.approx(float(row["se"]), rel=1e-7), row["vcov"]
        if row["wr2"]:
            assert fit.r2_within == pytest.approx(float(row["wr2"]), rel=1e-9)
        checked += 1
    assert checked == 14


@pytest.mark.parametrize("model", list(PLM_EFFECTS))
@pytest.mark.checks(
    "Coefficients; `conventional`; within R2; residual degrees",
    against="R plm 2.6.2, Grunfeld",
    to="1e-7",
)
def test_grunfeld_equals_plm(shared: Path, model: str) -> None:
    fit = fitted(grunfeld(shared, PLM_EFFECTS[model]))
    numbers = {
        (row["stat"], row["term"]): float(row["value"])
        for row in rows_of(shared / "oracles" / "grunfeld_expected_plm.csv")
        if row["model"] == model
    }
    conventional = CONVENTIONS[Vcov.CONVENTIONAL].function(fit.within)
    for place, term in enumerate(("value", "capital")):
        assert fit.coefficient[place] == pytest.approx(numbers["coef", term], rel=1e-7)
        assert conventional.std_error[place] == pytest.approx(
            numbers["se_classical", term], rel=1e-7
        )
    assert fit.r2_within == pytest.approx(numbers["r2_within", ""], rel=1e-9)
    assert fit.within.residual @ fit.within.residual == pytest.approx(numbers["rss", ""], rel=1e-9)
    assert conventional.df[0] == numbers["df_resid", ""]


@pytest.mark.parametrize(
    ("model", "vcov", "effects"),
    [
        ("fixed_effect-conventional", Vcov.CONVENTIONAL, Effects.REGION),
        ("fixed_effect-cluster", Vcov.XTREG, Effects.REGION),
        ("pooled-conventional", Vcov.CONVENTIONAL, Effects.NONE),
        ("pooled-cluster", Vcov.XTREG, Effects.NONE),
    ],
)
@pytest.mark.checks(
    "Coefficients, constant, `conventional`, `xtreg`, t; within and overall R2",
    against="Stata 13 (xtreg, regress), 1,000 x 3",
    to="1e-7, t 1e-6",
)
def test_stata_13_panel(shared: Path, model: str, vcov: str, effects: Effects) -> None:
    """Stata's xtreg, fe and regress on 1,000 firms and 3 years, constant included."""
    columns = read_columns(shared / "oracles" / "panel_stata13_simulated_input.csv", {"firm"})
    names = ("x1", "x2", "x3", "x4", "x5")
    frame = Panel(
        effects=effects,
        names=names,
        region=columns["firm"],
        year=columns["time"].astype(int),
        y=columns["y"],
        x=np.column_stack([columns[name] for name in names]),
    )
    fit = fitted(frame)
    found = {row.term: row for row in infer(fit, [vcov])}
    expected = {
        (row["term"], row["stat"]): float(row["value"])
        for row in rows_of(shared / "oracles" / "panel_stata13_simulated_expected.csv")
        if row["model"] == model
    }
    for term in (*names, "_cons"):
        assert found[term].coefficient == pytest.approx(expected[term, "b"], rel=1e-7)
        assert found[term].std_error == pytest.approx(expected[term, "se"], rel=1e-7)
        assert found[term].statistic == pytest.approx(expected[term, "t"], rel=1e-6)
        assert found[term].p_value == pytest.approx(expected[term, "p"], rel=1e-5, abs=1e-12)
        assert found[term].df == expected["", "df_r"]
    assert fit.within.n_obs == expected["", "N"]
    if effects is Effects.REGION:
        assert fit.r2_within == pytest.approx(expected["", "r2_w"], rel=1e-9)
        assert fit.r2_overall == pytest.approx(expected["", "r2_o"], rel=1e-9)
    else:
        assert fit.r2_within == pytest.approx(expected["", "r2"], rel=1e-9)


@pytest.mark.parametrize("effects", list(Effects))
@pytest.mark.checks(
    "Coefficients and `conventional` on an unbalanced panel, all kinds of effects",
    against="least squares with every dummy written out",
    to="1e-7",
)
def test_unbalanced_panels_equal_dummies(effects: Effects) -> None:
    """Projection on an unbalanced panel is least squares with every dummy written out."""
    frame = unbalanced(effects)
    fit = fitted(frame)
    dummies = [np.ones((len(frame.y), 1))]
    if effects.has_region:
        dummies.append((frame.region[:, None] == np.unique(frame.region)[None, 1:]).astype(float))
    if effects.has_year:
        dummies.append((frame.year[:, None] == np.unique(frame.year)[None, 1:]).astype(float))
    design = np.column_stack([frame.x, *dummies])
    solution, *_ = np.linalg.lstsq(design, frame.y, rcond=None)
    residual = frame.y - design @ solution
    df = len(frame.y) - np.linalg.matrix_rank(design)
    variance = residual @ residual / df * np.linalg.pinv(design.T @ design)
    np.testing.assert_allclose(fit.within.coefficient, solution[:2], rtol=1e-9)
    np.testing.assert_allclose(fit.coefficient, solution[:2], rtol=1e-7)
    conventional = CONVENTIONS[Vcov.CONVENTIONAL].function(fit.within)
    np.testing.assert_allclose(conventional.matrix, variance[:2, :2], rtol=1e-7)
    assert conventional.df[0] == df
    parameters = fit.within.n_terms + 1 + fit.within.absorbed
    assert parameters == np.linalg.matrix_rank(design)


@pytest.mark.parametrize("effects", list(Effects))
@pytest.mark.checks(
    "`cr3` and leave-one-region-out",
    against="a loop that leaves regions out",
    to="1e-9",
)
def test_the_jackknife_equals_leaving_regions_out_one_by_one(effects: Effects) -> None:
    frame = unbalanced(effects)
    within = fitted(frame).within
    one_by_one = []
    for region in np.unique(frame.region):
        rest = frame.region != region
        left = project(frame.y[rest], frame.x[rest], frame.region[rest], frame.year[rest], effects)
        one_by_one.append(left.coefficient)
    np.testing.assert_allclose(delete_one(within), one_by_one, rtol=1e-9)
    groups = len(one_by_one)
    gaps = np.array(one_by_one) - within.coefficient
    np.testing.assert_allclose(cr3(within).matrix, (groups - 1) / groups * gaps.T @ gaps, rtol=1e-9)


def test_one_slope_by_hand() -> None:
    """Two regions, x = (0, 1), (0, 1), y = (0, 1), (0, 3): slope 2, u = (.5, -.5), (-.5, .5).

    x'x = 1, each s_g = -+.5 so that sum s^2 = .5; G/(G-1) (N-1)/(N-K) = 2 * 3/2 with K = 2.
    """
    within = project(
        np.array([0.0, 1, 0, 3]),
        np.array([[0.0], [1], [0], [1]]),
        [1, 1, 2, 2],
        [1, 2, 1, 2],
        Effects.REGION,
    )
    assert within.coefficient[0] == pytest.approx(2)
    assert CONVENTIONS[Vcov.XTREG].function(within).matrix[0, 0] == pytest.approx(1.5)
    assert CONVENTIONS[Vcov.CONVENTIONAL].function(within).matrix[0, 0] == pytest.approx(1.0)


def test_the_constant_is_the_mean_less_the_means_of_what_explains_it() -> None:
    fit = fitted(unbalanced(Effects.REGION))
    with_constant = [found for found in CONVENTIONS.values() if found.constant]
    assert [found.name for found in with_constant] == ["conventional", "xtreg", "lsdv"]
    for convention in with_constant:
        widened = convention.covariance(fit.within)
        own = convention.function(fit.within)
        np.testing.assert_allclose(widened.matrix[:2, :2], own.matrix, rtol=1e-8)
    by_hand = fit.panel.y.mean() - fit.panel.x.mean(axis=0) @ fit.coefficient
    assert fit.constant == pytest.approx(by_hand)


def unbalanced(effects: Effects) -> Panel:
    """Six regions, seven years, nine rows missing; a region that starts late."""
    draw = np.random.default_rng(3)
    region = np.repeat(np.array(list("abcdef")), 7)
    year = np.tile(np.arange(2011, 2018), 6)
    kept = np.ones(len(year), dtype=bool)
    kept[[0, 5, 9, 10, 21, 22, 23, 30, 41]] = False
    x = draw.normal(size=(len(year), 2)) + 0.3 * (year[:, None] - 2011)
    y = x @ [1.0, -0.5] + draw.normal(size=len(year))
    return Panel(y[kept], x[kept], region[kept], year[kept], effects, ("x1", "x2"))
