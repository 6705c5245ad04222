"""Errors, tests and differences against R's plm, sandwich and clubSandwich (tests/python/golden).

Panels are simulated: 15 regions x 12 years, and an unbalanced one of 14 x 10 less 17 rows.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from panels import fitted, read_columns

from panelstats.covariance import Reason, Vcov
from panelstats.covariances import CONVENTIONS
from panelstats.covariances.driscoll_kraay import driscoll_kraay
from panelstats.diagnostics import hausman, pesaran_cd, random_effects
from panelstats.effects import Effects
from panelstats.groups import Pair, compare
from panelstats.panel import Panel
from panelstats.unit_roots import (
    Deterministic,
    fisher,
    im_pesaran_shin,
    levin_lin_chu,
)

PANELS = ("balanced", "unbalanced")
TERMS = ("x1", "x2")


@pytest.fixture(scope="module")
def golden(project: Path) -> Path:
    return project / "tests" / "python" / "golden"


@pytest.fixture(scope="module")
def reference(golden: Path) -> dict[tuple[str, str, str, str], float]:
    with (golden / "reference.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["panel"], row["case"], row["stat"], row["term"]): float(row["value"])
            for row in csv.DictReader(file)
        }


def frame_of(golden: Path, panel: str, effects: Effects, group: str = "") -> Panel:
    columns = read_columns(golden / f"panel_{panel}.csv", {"region", "group"})
    chosen = np.array([not group or value == group for value in columns["group"]])
    return Panel(
        effects=effects,
        names=TERMS,
        region=columns["region"][chosen],
        year=columns["year"].astype(int)[chosen],
        y=columns["y"][chosen],
        x=np.column_stack([columns[name] for name in TERMS])[chosen],
    )


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("effects", list(Effects))
@pytest.mark.checks(
    "`conventional`, `xtreg`, `lsdv`, `two_way`, `cr2` with its degrees, `cr3`; also unbalanced",
    against="R sandwich 3.0.2, clubSandwich 0.5.8, update() region by region",
    to="1e-7, degrees 1e-6",
)
def test_errors_by_name(
    golden: Path, reference: dict[tuple[str, str, str, str], float], panel: str, effects: Effects
) -> None:
    """Coefficients and errors to 1e-7, Satterthwaite degrees to 1e-6, of sandwich/clubSandwich."""
    fit = fitted(frame_of(golden, panel, effects))
    for place, term in enumerate(TERMS):
        expected = {
            stat: value
            for (of_panel, case, stat, of_term), value in reference.items()
            if (of_panel, case, of_term) == (panel, str(effects), term)
        }
        assert fit.coefficient[place] == pytest.approx(expected.pop("coef"), rel=1e-7)
        bias_reduced = CONVENTIONS[Vcov.CR2].function(fit.within)
        assert bias_reduced.df[place] == pytest.approx(expected.pop("cr2_df"), rel=1e-6)
        assert len(expected) == 6
        for name, value in expected.items():
            error = CONVENTIONS[name].function(fit.within).std_error[place]
            assert error == pytest.approx(value, rel=1e-7), name


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(
    ("case", "effects"), [("individual", Effects.REGION), ("twoways", Effects.REGION_YEAR)]
)
@pytest.mark.parametrize("lag", [1, 2])
@pytest.mark.checks(
    "`driscoll_kraay`, lags 1 and 2; balanced and unbalanced",
    against="R plm 2.6.2 vcovSCC",
    to="1e-7",
)
def test_driscoll_kraay_equals_plm_without_its_factor(
    golden: Path,
    reference: dict[tuple[str, str, str, str], float],
    panel: str,
    case: str,
    effects: Effects,
    lag: int,
) -> None:
    within = fitted(frame_of(golden, panel, effects)).within
    years, n_obs = within.n_years, within.n_obs
    parameters = within.n_terms + within.n_regions
    factor = years / (years - 1) * (n_obs - 1) / (n_obs - parameters)
    for place, term in enumerate(TERMS):
        plain = driscoll_kraay(within, lag).std_error[place] / np.sqrt(factor)
        assert plain == pytest.approx(reference[panel, case, f"scc_lag{lag}", term], rel=1e-7)


@pytest.mark.checks(
    "Random effects, Hausman",
    against="R plm 2.6.2",
    to="1e-7, chi2 1e-6",
)
def test_random_effects_and_hausman(
    golden: Path, reference: dict[tuple[str, str, str, str], float]
) -> None:
    frame = frame_of(golden, "balanced", Effects.REGION)
    random = random_effects(frame)
    for place, term in enumerate((*TERMS, "(Intercept)")):
        expected = reference["balanced", "random", "coef", term]
        assert random.coefficient[place] == pytest.approx(expected, rel=1e-7)
        error = np.sqrt(random.covariance[place, place])
        assert error == pytest.approx(reference["balanced", "random", "se", term], rel=1e-7)
    fit = fitted(frame)
    difference = (
        CONVENTIONS[Vcov.CONVENTIONAL].function(fit.within).matrix - random.covariance[:2, :2]
    )
    gap = fit.coefficient - random.coefficient[:2]
    statistic = gap @ np.linalg.solve(difference, gap)
    assert statistic == pytest.approx(reference["balanced", "hausman", "chi2", ""], rel=1e-6)
    # plm prints it, but the difference is indefinite here, so that it has no chi-square.
    assert np.linalg.eigvalsh(difference).min() < 0
    found = hausman(frame, fit.within)
    assert np.isnan(found.statistic)
    assert found.p_value is None
    assert found.reason is Reason.NOT_POSITIVE


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.checks(
    "Pesaran CD; balanced and unbalanced",
    against="R plm 2.6.2 pcdtest",
    to="1e-6",
)
def test_cross_section_dependence(
    golden: Path, reference: dict[tuple[str, str, str, str], float], panel: str
) -> None:
    within = fitted(frame_of(golden, panel, Effects.REGION)).within
    expected = reference[panel, "pesaran_cd", "z", ""]
    assert pesaran_cd(within).statistic == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("deterministic", list(Deterministic))
@pytest.mark.parametrize("lags", [1, 2])
@pytest.mark.parametrize("df_corrected", [False, True])
@pytest.mark.checks(
    "LLC, IPS, Fisher; 1 and 2 lags, intercept and trend, both degrees-of-freedom rules",
    against="R plm 2.6.2 purtest",
    to="1e-6",
)
def test_unit_roots_equal_plm(
    golden: Path,
    reference: dict[tuple[str, str, str, str], float],
    deterministic: Deterministic,
    lags: int,
    df_corrected: bool,
) -> None:
    columns = read_columns(golden / "panel_balanced.csv", {"region", "group"})
    series = columns["y"].reshape(15, 12)
    tests = {"levinlin": levin_lin_chu, "ips": im_pesaran_shin, "madwu": fisher}
    for name, test in tests.items():
        case = f"{name} {deterministic} {lags} {str(df_corrected).upper()}"
        found = test(series, lags, deterministic, df_corrected=df_corrected)
        expected = reference["balanced", case, "stat", ""]
        assert found.statistic == pytest.approx(expected, rel=1e-6), case
        assert found.p_value == pytest.approx(reference["balanced", case, "p", ""], rel=1e-5)
        assert found.few_years


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.checks(
    "`interacted_full`, `interacted_first`, `wald`; balanced and unbalanced",
    against="R lm with interactions, sandwich 3.0.2",
    to="1e-7",
)
def test_differences_between_groups(
    golden: Path, reference: dict[tuple[str, str, str, str], float], panel: str
) -> None:
    """The stacked, interacted regression in R, its errors with G/(G-1) alone."""
    pair = Pair(
        "groups",
        fitted(frame_of(golden, panel, Effects.REGION_YEAR, "a")),
        fitted(frame_of(golden, panel, Effects.REGION_YEAR, "b")),
    )
    found = {row.method: row for row in compare(pair, permutations=99, seed=1)}
    expected = {key[2]: value for key, value in reference.items() if key[:2] == (panel, "groups")}
    n_obs = pair.a.within.n_obs + pair.b.within.n_obs
    for method, difference, error in (
        ("wald", "difference_full", expected["wald"]),
        (
            "interacted_full",
            "difference_full",
            expected["wald"] * np.sqrt((n_obs - 1) / (n_obs - _parameters(pair))),
        ),
    ):
        assert found[method].difference == pytest.approx(expected[difference], rel=1e-7)
        assert found[method].std_error == pytest.approx(error, rel=1e-7)
    first = found["interacted_first"]
    years = len(np.unique(np.concatenate([pair.a.panel.year, pair.b.panel.year])))
    factor = (n_obs - 1) / (n_obs - (3 + 1 + years - 1))
    assert first.difference == pytest.approx(expected["difference_first"], rel=1e-7)
    assert first.std_error == pytest.approx(expected["suest_first"] * np.sqrt(factor), rel=1e-7)


def _parameters(pair: Pair) -> int:
    """Terms, constants and year effects of both groups."""
    years = (len(np.unique(fit.panel.year)) for fit in (pair.a, pair.b))
    return sum(len(TERMS) + 1 + count - 1 for count in years)
