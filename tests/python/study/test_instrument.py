"""One instrument: against linearmodels' IV2SLS with dummies, and identities."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from linearmodels.iv import IV2SLS
from scipy import stats
from study_helpers import add_model, spec_for

from panelstats.arrays import Array
from panelstats.covariances.clustered import xtreg
from panelstats.effects import Effects
from panelstats.instrument import (
    ConfidenceSet,
    Instrumented,
    instrumented,
    not_rejected,
    stages,
    wild_anderson_rubin,
)
from panelstats.wild import draw_signs, wild_bootstrap
from panelstats.within import project
from panelstats.witness import explicit_wild_p
from tsi_warehouse.study.run import run_study
from tsi_warehouse.study.specify import Endogenous, Frame
from tsi_warehouse.study.terms import Variable

SIGNS = draw_signs(12, 0, 0)


def estimated(own: Frame) -> Instrumented:
    return instrumented(own, SIGNS)


def frame(strength: float = 1.0) -> Frame:
    draw = np.random.default_rng(8)
    region = np.repeat(np.array(list("abcdefghijkl")), 8)
    year = np.tile(np.arange(8), 12)
    z, w, hidden = draw.normal(size=(3, 96))
    x = strength * z + hidden + draw.normal(size=96)
    y = 0.5 * x + 0.3 * w - hidden + draw.normal(size=96)
    spec = spec_for("y", ("x", "w"), Effects.REGION_YEAR)
    spec = spec.__class__(**(vars(spec) | {"endogenous": Endogenous(Variable("x"), Variable("z"))}))
    return Frame(spec, region, year, y, np.column_stack([x, w]), instrument=z)


@pytest.mark.checks(
    "Two-stage least squares, clustered",
    against="linearmodels 7.1 IV2SLS with dummies",
    to="1e-7",
)
def test_two_stage_least_squares_equals_linearmodels_with_dummies() -> None:
    own = frame()
    found = estimated(own)
    table = pd.DataFrame({"y": own.y, "x": own.x[:, 0], "w": own.x[:, 1], "z": own.instrument})
    dummies = pd.get_dummies(
        pd.DataFrame({"r": own.region, "t": own.year.astype(str)}), drop_first=True, dtype=float
    )
    exogenous = pd.concat([table[["w"]], dummies.assign(const=1.0)], axis=1)
    result = IV2SLS(table["y"], exogenous, table[["x"]], table[["z"]]).fit(
        cov_type="clustered", clusters=np.unique(own.region, return_inverse=True)[1]
    )
    assert found.coefficient == pytest.approx(result.params["x"], rel=1e-9)
    # linearmodels has no small-sample factor here: G/(G-1) (N-1)/(N-K) is ours, as in ivreghdfe.
    factor = 12 / 11 * 95 / (96 - (2 + 1 + 7))
    assert found.std_error == pytest.approx(result.std_errors["x"] * np.sqrt(factor), rel=1e-7)


@pytest.mark.checks(
    "Kleibergen-Paap, effective and clustered F",
    against="each by its own formula",
    to="1e-6",
)
def test_the_three_first_stage_fs_are_one_number() -> None:
    """Cluster-robust F, Kleibergen-Paap's rk and the effective F, each by its own formula."""
    own = frame()
    first = project(own.x[:, 0], design(own), own.region, own.year, Effects.REGION_YEAR)
    robust_f = (first.coefficient[0] / xtreg(first).std_error[0]) ** 2
    # Effective F: pi' Q pi / tr(W Q) with the instrument orthogonalised against the controls.
    z = 1 / first.bread[0, 0]
    effective = first.coefficient[0] ** 2 * z / (xtreg(first).matrix[0, 0] * z)
    # Kleibergen-Paap: vec(theta)' V(theta)^-1 vec(theta), theta standardised by both variances.
    scale = np.sqrt(z) / np.sqrt(first.y @ first.y)
    theta = first.coefficient[0] * scale
    kleibergen_paap = theta**2 / (scale**2 * xtreg(first).matrix[0, 0])
    found = estimated(own)
    assert found.effective_f == pytest.approx(robust_f)
    assert effective == pytest.approx(robust_f)
    assert kleibergen_paap == pytest.approx(robust_f)


@pytest.mark.checks(
    "Anderson-Rubin set",
    against="its test at both ends",
    to="1e-6",
)
def test_the_anderson_rubin_set_holds_what_its_test_does_not_reject() -> None:
    own = frame()
    found = estimated(own)
    ends = found.anderson_rubin
    assert ends.kind == "interval"
    assert ends.low is not None
    assert ends.high is not None
    assert anderson_rubin_p(own, ends.low) == pytest.approx(0.05, rel=1e-6)
    assert anderson_rubin_p(own, ends.high) == pytest.approx(0.05, rel=1e-6)
    assert anderson_rubin_p(own, found.coefficient) == pytest.approx(1.0)


@pytest.mark.checks(
    "Anderson-Rubin by wild cluster bootstrap, unbalanced",
    against="a regression on dummies per draw and null",
    to="exact",
)
@pytest.mark.parametrize("null", [-1.0, 0.0, 0.4])
def test_the_wild_p_value_equals_regressions_of_y_less_b_x_on_dummies(null: float) -> None:
    full = frame()
    rows = np.delete(np.arange(96), [0, 9, 10, 50])
    own = with_rows(full, rows)
    of_null = project(
        own.y - null * own.x[:, 0], design(own), own.region, own.year, Effects.REGION_YEAR
    )
    _, explicit = explicit_wild_p(of_null, Effects.REGION_YEAR, SIGNS.values, 0)
    assert wild_anderson_rubin(stages(own), SIGNS)(null) == explicit


def test_the_wild_test_of_zero_is_the_reduced_forms_and_at_infinity_the_first_stages() -> None:
    own = frame(strength=0.4)
    both = stages(own)
    p_value = wild_anderson_rubin(both, SIGNS)
    for null, stage in ((0.0, both.reduced), (float("inf"), both.first)):
        assert p_value(null) == wild_bootstrap(stage, SIGNS)[0].p_value
    assert estimated(own).wild_p == p_value(0.0)


def test_the_wild_set_ends_where_its_test_begins_to_reject() -> None:
    own = frame()
    found = estimated(own)
    p_value = wild_anderson_rubin(stages(own), SIGNS)
    assert found.wild.kind == "interval"
    assert found.wild.low is not None
    assert found.wild.high is not None
    assert found.wild.low < found.coefficient < found.wild.high
    width = found.wild.high - found.wild.low
    for end, outward in ((found.wild.low, -1), (found.wild.high, 1)):
        assert p_value(end - outward * 1e-6 * width) > 0.05
        assert p_value(end + outward * 1e-6 * width) <= 0.05


@pytest.mark.parametrize(
    ("p_value", "expected"),
    [
        (lambda b: float(abs(b - 1) <= 2), ConfidenceSet("interval", -1.0, 3.0)),
        (lambda b: float(not -4 <= b <= -2), ConfidenceSet("union", -4.0, -2.0)),
        (lambda b: float(b >= 0.5), ConfidenceSet("union", float("-inf"), 0.5)),
        (lambda _: 1.0, ConfidenceSet("line")),
    ],
)
def test_shapes_of_a_set(p_value: Callable[[float], float], expected: ConfidenceSet) -> None:
    """Of b around 1; infinity is both ends of the line."""
    found = not_rejected(p_value, centre=1.0, scale=0.7, alpha=0.05)
    assert found.kind == expected.kind
    if expected.low is not None and np.isfinite(expected.low):
        assert found.low == pytest.approx(expected.low, abs=1e-9)
    if expected.high is not None:
        assert found.high == pytest.approx(expected.high, abs=1e-9)


def test_with_a_weak_instrument_the_sets_are_unbounded() -> None:
    found = estimated(frame(strength=0.0))
    assert found.effective_f < 4
    assert found.anderson_rubin.kind in ("union", "line")
    assert found.wild.kind in ("union", "line")


def design(own: Frame) -> Array:
    assert own.instrument is not None
    return np.column_stack([own.instrument, own.x[:, 1]])


def with_rows(own: Frame, rows: npt.NDArray[np.int64]) -> Frame:
    assert own.instrument is not None
    return Frame(
        own.spec, own.region[rows], own.year[rows], own.y[rows], own.x[rows], own.instrument[rows]
    )


def anderson_rubin_p(own: Frame, null: float) -> float:
    reduced = project(
        own.y - null * own.x[:, 0], design(own), own.region, own.year, Effects.REGION_YEAR
    )
    f = (reduced.coefficient[0] / xtreg(reduced).std_error[0]) ** 2
    return float(stats.f.sf(f, 1, reduced.n_regions - 1))


def test_an_instrument_is_one_row_of_study_models(models: duckdb.DuckDBPyConnection) -> None:
    """1984's stock by region times last year's national users, main effects absorbed."""
    terms = "[dig ~ first(lnfcl):lag(total(dig))] + lnpgdp"
    add_model(models, terms, effects="region + year", variant="instrumented")
    run_study(models)
    ((instrument, kind),) = models.execute(
        "select instrument, anderson_rubin from results.instruments"
    ).fetchall()
    assert instrument == "first(lnfcl):lag(total(dig))"
    assert kind in ("interval", "union", "line", "empty")
    ((formula, r2),) = models.execute("select formula, r2_within from results.models").fetchall()
    assert formula.startswith("ln_tsi ~ [dig ~ `first(lnfcl):lag(total(dig))`] + lnpgdp")
    assert r2 is None
    estimates = models.execute(
        "select variant, term, vcov, std_error is null, p_value between 0 and 1"
        " from results.estimates order by vcov"
    ).fetchall()
    assert estimates == [
        ("instrumented", "dig", "wild", True, True),
        ("instrumented", "dig", "xtreg", False, True),
    ]


def test_an_instrument_without_variation_is_a_reason(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "[dig ~ first(lnfcl)] + lnpgdp", effects="region + year")
    run_study(models)
    assert models.execute("select reason from results.skipped").fetchall() == [("singular",)]
