"""Diagnostics on Grunfeld and Stata's panel; unit roots by hand; leave-one-out; VIF."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from panels import fitted, grunfeld, read_columns

from panelstats.diagnostics import (
    hausman,
    hausman_robust,
    leave_one_out,
    pesaran_cd,
    random_effects,
    variance_inflation,
    wooldridge,
)
from panelstats.effects import Effects
from panelstats.panel import Panel
from panelstats.unit_roots import (
    fisher,
    harris_tzavalis,
    im_pesaran_shin,
    levin_lin_chu,
)
from panelstats.wild import draw_signs
from panelstats.within import project


@pytest.fixture(scope="module")
def inv(shared: Path) -> np.ndarray:
    return grunfeld(shared, Effects.REGION).y.reshape(10, 20)


@pytest.mark.checks(
    "Hausman, Pesaran CD",
    against="R plm 2.6.2, Grunfeld",
    to="1e-6",
)
def test_grunfelds_diagnostics(shared: Path) -> None:
    frame = grunfeld(shared, Effects.REGION)
    within = project(frame.y, frame.x, frame.region, frame.year, Effects.REGION)
    assert hausman(frame, within).statistic == pytest.approx(2.33036689367546, rel=1e-6)
    assert hausman(frame, within).p_value == pytest.approx(0.311865446054886, rel=1e-6)
    assert pesaran_cd(within).statistic == pytest.approx(4.66119248524197, rel=1e-6)
    assert pesaran_cd(within).p_value == pytest.approx(3.14382528190267e-06, rel=1e-5)


@pytest.mark.parametrize(
    ("effects", "f"),
    [(Effects.REGION, 3.65985257851952), (Effects.REGION_YEAR, 7.665481114080885)],
)
@pytest.mark.checks(
    "Robust Hausman (region means in random effects), one- and two-way effects",
    against="an independent computation on Grunfeld",
    to="1e-9",
)
def test_grunfelds_robust_hausman(shared: Path, effects: Effects, f: float) -> None:
    fit = fitted(grunfeld(shared, effects))
    found = hausman_robust(fit.panel, fit.within, draw_signs(10, 0, 0))
    assert found.statistic == pytest.approx(f, rel=1e-9)
    assert (found.df, found.df_denominator, found.draws) == (2, 9, 1024)


@pytest.mark.checks(
    "Wooldridge's serial correlation",
    against="an independent computation on Grunfeld",
    to="1e-9",
)
def test_grunfelds_serial_correlation(shared: Path) -> None:
    """Differenced residuals on their own lag, no constant, against -.5: F(1, 9)."""
    fit = fitted(grunfeld(shared, Effects.REGION))
    found = wooldridge(fit.within)
    assert found is not None
    assert found.statistic == pytest.approx(263.59154357925786, rel=1e-9)
    assert (found.df, found.df_denominator) == (1, 9)


@pytest.mark.checks(
    "Harris-Tzavalis; LLC, IPS, Fisher",
    against="published figures for Grunfeld's inv",
    to="all digits given",
)
def test_grunfelds_unit_roots(inv: np.ndarray) -> None:
    """ECONOMETRICS 9: Harris-Tzavalis, and plm's three with and without its correction."""
    found = harris_tzavalis(inv)
    assert found.rho == pytest.approx(1.061244, abs=5e-7)
    assert found.statistic == pytest.approx(4.30676, abs=5e-6)
    for test, plain, corrected in (
        (levin_lin_chu, 2.0154, 2.3583),
        (im_pesaran_shin, 2.3266, 2.5502),
        (fisher, 17.2118, 13.8730),
    ):
        assert test(inv).statistic == pytest.approx(plain, abs=5e-5)
        assert test(inv, df_corrected=True).statistic == pytest.approx(corrected, abs=5e-5)
        assert test(inv).few_years
    assert not found.few_years


@pytest.mark.checks(
    "Random effects",
    against="Stata 13 (xtreg, re), 1,000 x 3",
    to="1e-7",
)
def test_random_effects_equal_statas(shared: Path) -> None:
    columns = read_columns(shared / "oracles" / "panel_stata13_simulated_input.csv", {"firm"})
    names = ("x1", "x2", "x3", "x4", "x5")
    found = random_effects(
        Panel(
            columns["y"],
            np.column_stack([columns[name] for name in names]),
            columns["firm"],
            columns["time"].astype(int),
            Effects.REGION,
            names,
        )
    )
    assert found.coefficient[0] == pytest.approx(0.2552899101, rel=1e-7)
    assert found.coefficient[-1] == pytest.approx(0.16423526028, rel=1e-7)
    assert np.sqrt(found.covariance[0, 0]) == pytest.approx(0.02980181822749883, rel=1e-7)
    assert np.sqrt(found.sigma_u2) == pytest.approx(1.0287240625, rel=1e-7)


@pytest.mark.checks(
    "Harris-Tzavalis' size, 30 x 12",
    against="1,000 simulated random walks",
    to="3 to 9 %",
)
def test_harris_tzavalis_has_its_size() -> None:
    """At 30 regions and 12 years a true null is rejected in about 5 % of 1,000 draws."""
    generator = np.random.default_rng(1)
    walks = np.cumsum(generator.normal(size=(1000, 30, 12)), axis=2)
    rejected = np.mean([harris_tzavalis(walk).p_value <= 0.05 for walk in walks])
    assert 0.03 <= rejected <= 0.09


@pytest.mark.checks(
    "That LLC, IPS and Fisher need their warning",
    against="200 simulated random walks",
    to="over 20 %",
)
def test_the_others_reject_a_true_null_far_too_often() -> None:
    """Why they carry a warning: 27 to 95 % at 30 regions and 12 years."""
    generator = np.random.default_rng(2)
    walks = np.cumsum(generator.normal(size=(200, 30, 12)), axis=2)
    for test in (levin_lin_chu, im_pesaran_shin, fisher):
        assert np.mean([test(walk).p_value <= 0.05 for walk in walks]) > 0.2


def test_year_demeaning_takes_common_shocks_out() -> None:
    generator = np.random.default_rng(3)
    series = np.cumsum(generator.normal(size=(8, 14)), axis=1)
    shocked = series + generator.normal(size=14) * 10
    plain = harris_tzavalis(series, year_demeaned=True).statistic
    assert harris_tzavalis(shocked, year_demeaned=True).statistic == pytest.approx(plain)


def test_a_missing_year_is_refused() -> None:
    series = np.cumsum(np.ones((3, 12)), axis=1)
    series[0, 3] = np.nan
    with pytest.raises(ValueError, match="every year"):
        harris_tzavalis(series)


def test_variance_inflation_by_hand() -> None:
    """Two regressors with correlation r after effects: 1/(1 - r^2)."""
    generator = np.random.default_rng(1)
    x = generator.normal(size=(40, 2))
    x[:, 1] += x[:, 0]
    region = np.repeat(np.arange(4), 10)
    within = project(x[:, 0], x, region, np.tile(np.arange(10), 4), Effects.REGION)
    r = within.x[:, 0] @ within.x[:, 1] / np.sqrt(np.prod(np.sum(within.x**2, axis=0)))
    for found in variance_inflation(within, ("a", "b")):
        assert found.statistic == pytest.approx(1 / (1 - r**2))


def test_leave_one_out_names_what_cannot_be_estimated() -> None:
    """A regressor that varies in one region only is lost with it."""
    region = np.repeat(np.array(["a", "b", "c"]), 5)
    x = np.where(region == "a", np.tile(np.arange(5.0), 3), 0.0)[:, None]
    y = np.random.default_rng(1).normal(size=15)
    frame = Panel(y, x, region, np.tile(np.arange(5), 3), Effects.REGION, ("x",))
    within = project(y, x, region, frame.year, Effects.REGION)
    lost = {row.left_out: row.coefficient for row in leave_one_out(frame, within)}
    assert lost["a"] is None
    assert lost["b"] is not None
