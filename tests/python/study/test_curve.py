"""The specification curve: what it holds, one set of weights, joint p-values."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pytest
from study_helpers import add_model

from panelstats.covariances.clustered import xtreg
from panelstats.estimate import student
from panelstats.wild import Weights, wild_test
from panelstats.within import project
from tsi_warehouse.study.curve import choices, estimate_curve, joint_tests
from tsi_warehouse.study.specify import read_data, read_models


def base(connection: duckdb.DuckDBPyConnection) -> None:
    add_model(connection, "dig + lnpgdp + open", effects="region + year")
    add_model(connection, "dig + diff(lnpgdp) + diff(open)", variant="differenced")
    add_model(connection, "lag(dig) + lnpgdp", effects="region + year", variant="lagged")
    add_model(
        connection, "dig + lnpgdp", effects="region + year", variant="early", sample="year < 2020"
    )


def test_every_combination_is_there_once(models: duckdb.DuckDBPyConnection) -> None:
    """2 first terms x (4 + 3) sets of controls x 2 effects x 2 samples."""
    base(models)
    specs = choices(read_models(models, read_data(models).known))
    assert len(specs) == 2 * 7 * 2 * 2
    assert len({(spec.terms, spec.effects, spec.sample) for spec in specs}) == len(specs)


def test_a_point_is_the_model_it_names(models: duckdb.DuckDBPyConnection) -> None:
    base(models)
    data = read_data(models)
    specs = choices(read_models(models, data.known))
    weights = Weights.draw(data.grid.regions, 99, 1)
    points = estimate_curve(models, data, specs, weights.shared)
    assert len(points) == len(specs)
    panel = models.execute(
        "select region_code, year, ln_tsi, dig, lnpgdp from marts.study_panel where year < 2020"
    ).fetchnumpy()
    region, year, y, *x = panel.values()
    (point,) = (
        point
        for point in points
        if point.spec.names == ("dig", "lnpgdp")
        and point.spec.sample
        and point.spec.effects.has_year
    )
    within = project(y, np.column_stack(x), region, year, point.spec.effects)
    assert point.coefficient == pytest.approx(within.coefficient[0], rel=1e-9)
    error = xtreg(within).std_error[0]
    assert point.p_value == pytest.approx(
        student(point.coefficient, error, within.n_regions - 1)[1]
    )
    assert (point.p_value < 0.05) == (point.ci_low > 0 or point.ci_high < 0)
    assert point.wild_p_value == wild_test(within, weights.shared, 0).p_value


@pytest.mark.checks(
    "Joint tests of the specification curve",
    against="the model's own wild bootstrap",
    to="exact",
)
def test_one_model_alone_has_its_own_p_value(models: duckdb.DuckDBPyConnection) -> None:
    """With one specification the joint test of the mean t is that model's bootstrap test."""
    base(models)
    data = read_data(models)
    specs = choices(read_models(models, data.known))[:1]
    weights = Weights.draw(data.grid.regions, 499, 1)
    points = estimate_curve(models, data, specs, weights.shared)
    joint = {test.statistic: test for test in joint_tests(points, weights.shared)}
    assert joint["mean_t"].p_value == points[0].wild_p_value
    assert joint["median_t"].value == pytest.approx(points[0].statistic)


@pytest.mark.checks(
    "Their size",
    against="40 curves of noise",
    to="10 % within error",
)
def test_joint_p_values_are_uniform_when_nothing_has_an_effect(
    models: duckdb.DuckDBPyConnection,
) -> None:
    """Outcomes of pure noise: of 40 curves few are significant at 10 %."""
    base(models)
    data = read_data(models)
    specs = choices(read_models(models, data.known))[:8]
    weights = Weights.draw(data.grid.regions, 99, 1)
    generator = np.random.default_rng(5)
    values = dict(data.grid.values)
    p_values = []
    for _ in range(40):
        values["ln_tsi"] = generator.normal(size=values["ln_tsi"].shape)
        noisy = replace(data, grid=replace(data.grid, values=dict(values)))
        points = estimate_curve(models, noisy, specs, weights.shared)
        p_values += [test.p_value for test in joint_tests(points, weights.shared)]
    assert 0.02 < np.mean(np.array(p_values) <= 0.10) < 0.22


def test_without_a_model_of_the_papers_equation_there_is_no_curve(
    models: duckdb.DuckDBPyConnection,
) -> None:
    add_model(models, "dig", variant="mine")
    assert choices(read_models(models, read_data(models).known)) == []
    assert list(joint_tests([], Weights.draw(("a",), 99, 1).shared)) == []


def test_weights_are_the_same_across_specifications(models: duckdb.DuckDBPyConnection) -> None:
    """The same specification twice is one test, not two that average out."""
    base(models)
    data = read_data(models)
    spec = choices(read_models(models, data.known))[0]
    weights = Weights.draw(data.grid.regions, 199, 1)
    twice = estimate_curve(models, data, [spec, spec], weights.shared)
    np.testing.assert_array_equal(twice[0].drawn, twice[1].drawn)
    joint = {test.statistic: test for test in joint_tests(twice, weights.shared)}
    assert joint["mean_t"].p_value == twice[0].wild_p_value
