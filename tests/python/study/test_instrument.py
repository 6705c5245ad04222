"""One instrument: against linearmodels' IV2SLS with dummies, and identities."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from linearmodels.iv import IV2SLS
from scipy import stats
from study_helpers import add_model, spec_for

from tsi_warehouse.study.covariance import xtreg
from tsi_warehouse.study.instrument import Instrumented, instrumented
from tsi_warehouse.study.run import run_study
from tsi_warehouse.study.specify import Effects, Endogenous, Frame
from tsi_warehouse.study.terms import Variable
from tsi_warehouse.study.within import project


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
    found = instrumented(own)
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
    assert own.instrument is not None
    first = project(
        own.x[:, 0],
        np.column_stack([own.instrument, own.x[:, 1]]),
        own.region,
        own.year,
        Effects.REGION_YEAR,
    )
    robust_f = (first.coefficient[0] / xtreg(first).std_error[0]) ** 2
    # Effective F: pi' Q pi / tr(W Q) with the instrument orthogonalised against the controls.
    z = 1 / first.bread[0, 0]
    effective = first.coefficient[0] ** 2 * z / (xtreg(first).matrix[0, 0] * z)
    # Kleibergen-Paap: vec(theta)' V(theta)^-1 vec(theta), theta standardised by both variances.
    scale = np.sqrt(z) / np.sqrt(first.y @ first.y)
    theta = first.coefficient[0] * scale
    kleibergen_paap = theta**2 / (scale**2 * xtreg(first).matrix[0, 0])
    found = instrumented(own)
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
    found = instrumented(own)
    assert found.anderson_rubin == "interval"
    assert found.ar_low is not None
    assert found.ar_high is not None
    assert anderson_rubin_p(own, found.ar_low) == pytest.approx(0.05, rel=1e-6)
    assert anderson_rubin_p(own, found.ar_high) == pytest.approx(0.05, rel=1e-6)
    assert anderson_rubin_p(own, found.coefficient) == pytest.approx(1.0)


def test_with_a_weak_instrument_the_set_is_unbounded() -> None:
    found: Instrumented = instrumented(frame(strength=0.0))
    assert found.effective_f < 4
    assert found.anderson_rubin in ("union", "line")


def anderson_rubin_p(own: Frame, null: float) -> float:
    assert own.instrument is not None
    reduced = project(
        own.y - null * own.x[:, 0],
        np.column_stack([own.instrument, own.x[:, 1]]),
        own.region,
        own.year,
        Effects.REGION_YEAR,
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
    (estimate,) = models.execute("select variant, term, vcov from results.estimates").fetchall()
    assert estimate == ("instrumented", "dig", "xtreg")


def test_an_instrument_without_variation_is_a_reason(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "[dig ~ first(lnfcl)] + lnpgdp", effects="region + year")
    run_study(models)
    assert models.execute("select reason from results.skipped").fetchall() == [("singular",)]
