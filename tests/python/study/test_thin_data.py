"""Samples and rows that leave little to work with: the study says so and goes on.

None of these is a mistake in the seed: years two apart, one year, a group of two
regions, a group with missing cells, a series interpolated from its two ends.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from study_helpers import FEW_DRAWS, add_model, spec_for

from panelstats.covariance import Vcov
from panelstats.diagnostics import hausman, pesaran_cd, wooldridge
from panelstats.effects import Effects
from panelstats.estimate import infer
from panelstats.unit_roots import (
    Deterministic,
    fisher,
    im_pesaran_shin,
    levin_lin_chu,
)
from panelstats.wild import draw_signs, wild_bootstrap
from panelstats.within import NoErrors
from tsi_warehouse.study.estimate import Fit, estimate
from tsi_warehouse.study.run import run_study
from tsi_warehouse.study.specify import Frame

TWO = "region_code in ('000000', '010000')"


def panel(regions: int, years: int, effects: Effects, missing: float = 0.0) -> Frame:
    """y = x1 + noise; a share of the cells is missing."""
    draw = np.random.default_rng(regions)
    region = np.repeat([f"{code:02d}" for code in range(regions)], years)
    year = np.tile(np.arange(2011, 2011 + years), regions)
    kept = draw.random(len(year)) >= missing
    x = draw.normal(size=(len(year), 2))
    y = x[:, 0] + draw.normal(size=len(year))
    return Frame(spec_for("y", ("x1", "x2"), effects), region[kept], year[kept], y[kept], x[kept])


@pytest.mark.parametrize(
    ("sample", "effects", "without"),
    [
        ("year in (2012, 2014, 2016)", "region", {"wooldridge"}),
        ("year in (2011, 2022)", "region + year", {"wooldridge"}),
        ("year = 2012", "none", {"wooldridge", "pesaran_cd", "hausman", "hausman_robust"}),
        ("year = 2012", "year", {"wooldridge", "pesaran_cd", "hausman", "hausman_robust"}),
    ],
)
def test_a_test_that_a_sample_does_not_allow_is_left_out(
    models: duckdb.DuckDBPyConnection, sample: str, effects: str, without: set[str]
) -> None:
    add_model(models, "dig", sample=sample, effects=effects)
    run_study(models, FEW_DRAWS)
    tests = models.execute("select distinct test from results.diagnostics").fetchall()
    every = {"hausman", "hausman_robust", "pesaran_cd", "wooldridge", "vif"}
    assert {test for (test,) in tests} == every - without
    unknown = models.execute(
        "select vcov, reason from results.estimates where term = 'dig' and p_value is null"
        " order by all"
    ).fetchall()
    # Two years mirror each other: what each adds to the coefficient cancels.
    expected = {
        "year in (2011, 2022)": [("driscoll_kraay", "no_variation_between_clusters")],
        "year = 2012": [("driscoll_kraay", "one_year"), ("two_way", "one_year")],
    }
    assert unknown == expected.get(sample, [])


def test_a_group_with_missing_cells_has_no_random_effects_and_the_study_goes_on() -> None:
    """Nine regions, years missing here and there: year dummies use up the between regression."""
    frame = panel(9, 12, Effects.REGION_YEAR, missing=0.4)
    fit = estimate(frame)
    assert isinstance(fit, Fit)
    assert hausman(frame, fit.within) is None
    assert pesaran_cd(fit.within) is not None
    assert wooldridge(fit.within) is not None


def test_a_study_with_missing_cells_runs(models: duckdb.DuckDBPyConnection) -> None:
    models.execute("delete from marts.study_panel where hash(region_code, year) % 5 < 2")
    add_model(models, "dig + lnpgdp", effects="region + year", sample="group_paper = 'east'")
    add_model(models, "dig + lnpgdp", effects="region + year", column_no=2)
    assert run_study(models, FEW_DRAWS).n_models == 2


@pytest.mark.parametrize("terms", ["ln_tsi", "dig + ln_tsi", "[dig ~ ln_tsi]", "[ln_tsi ~ dig]"])
def test_an_outcome_among_its_regressors_is_a_reason_not_a_result(
    models: duckdb.DuckDBPyConnection, terms: str
) -> None:
    add_model(models, terms)
    run_study(models, FEW_DRAWS)
    assert models.execute("select reason from results.skipped").fetchall() == [("no_errors",)]
    assert models.execute("select count(*) from results.estimates").fetchone() == (0,)


def test_two_regions_with_year_effects_have_no_clustered_error() -> None:
    """Residuals and regressors of the two mirror each other: each region's scores cancel.

    What is left of them is rounding, and used to be a t of 1e14 with three stars.
    """
    fit = estimate(panel(2, 12, Effects.REGION_YEAR))
    assert isinstance(fit, Fit)
    clustered = (Vcov.XTREG, Vcov.LSDV, Vcov.TWO_WAY, Vcov.CR2, Vcov.CR3)
    for row in infer(fit, clustered):
        assert row.std_error is None, row
        assert row.p_value is None, row
    (conventional, *_) = infer(fit, [Vcov.CONVENTIONAL])
    assert conventional.std_error is not None
    for test in wild_bootstrap(fit.within, draw_signs(2, 0, 0)):
        assert np.isnan([test.p_value, test.ci_low, test.ci_high]).all()


def test_two_regions_without_year_effects_do_have_one() -> None:
    fit = estimate(panel(2, 12, Effects.REGION))
    assert isinstance(fit, Fit)
    assert all(row.std_error for row in infer(fit, [Vcov.XTREG, Vcov.TWO_WAY, Vcov.CR2]))


def test_a_difference_from_a_column_without_an_error_is_not_tested(
    models: duckdb.DuckDBPyConnection,
) -> None:
    add_model(models, "dig", sample=TWO, effects="region + year")
    add_model(models, "dig", sample=f"not {TWO}", effects="region + year", column_no=2)
    run_study(models, FEW_DRAWS)
    found = models.execute(
        "select method, p_value is null from results.group_differences order by all"
    ).fetchall()
    assert found == [
        ("interacted_first", False),
        ("interacted_full", True),
        ("permutation", True),
        ("wald", True),
    ]


def test_mediation_in_two_regions_claims_nothing(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig", outcome="upd", sample=TWO, effects="region + year")
    add_model(models, "dig + upd", sample=TWO, effects="region + year", column_no=2)
    run_study(models, FEW_DRAWS)
    claims = models.execute(
        "select count(*), count(p_value) from results.mediation_effects where method <> 'percentile'"
    ).fetchone()
    assert claims is not None
    assert claims[0] > 0
    assert claims[1] == 0


def test_two_outcomes_that_are_one_are_not_compared(models: duckdb.DuckDBPyConnection) -> None:
    models.execute("update marts.study_panel set ln_tsi_capital = ln_tsi_labour")
    add_model(models, "dig", outcome="ln_tsi_labour")
    add_model(models, "dig", outcome="ln_tsi_capital", column_no=2)
    run_study(models, FEW_DRAWS)
    tested = models.execute("select count(p_value) from results.group_differences").fetchone()
    assert tested == (0,)


@pytest.mark.parametrize("test", [im_pesaran_shin, levin_lin_chu, fisher])
@pytest.mark.parametrize("deterministic", list(Deterministic))
def test_a_straight_line_has_no_unit_root_statistic(test, deterministic: Deterministic) -> None:
    """As of a region whose years were interpolated between the first and the last."""
    series = np.random.default_rng(0).normal(size=(10, 12)).cumsum(axis=1)
    assert np.isfinite(test(series, 1, deterministic).statistic)
    series[-1] = np.linspace(1.0, 3.3, 12)
    with pytest.raises(NoErrors):
        test(series, 1, deterministic)


def test_a_study_with_a_straight_line_tests_the_other_variables(
    models: duckdb.DuckDBPyConnection,
) -> None:
    models.execute(
        "update marts.study_panel set dig = .1 + .03 * (year - 2011) where region_code = '000000'"
    )
    add_model(models, "dig + upd", effects="region + year")
    run_study(models, FEW_DRAWS)
    tests = "select distinct test from results.unit_roots where variable = ? and not year_demeaned"
    assert models.execute(tests, ["dig"]).fetchall() == [("harris_tzavalis",)]
    assert len(models.execute(tests, ["upd"]).fetchall()) == 4
