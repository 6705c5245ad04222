"""The wild cluster bootstrap: Grunfeld's counts, and an explicit loop over regressions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from panels import grunfeld

from panelstats.effects import Effects
from panelstats.wild import (
    Signs,
    Weights,
    draw_signs,
    draws_of,
    wild_bootstrap,
    wild_test,
)
from panelstats.within import Within, project
from panelstats.witness import explicit_wild_p


def simulated(effects: Effects, regions: int = 8, lost: int = 5, seed: int = 2) -> Within:
    draw = np.random.default_rng(seed)
    region = np.repeat(np.arange(regions), 6)
    year = np.tile(np.arange(6), regions)
    x = draw.normal(size=(len(year), 2)) + 0.2 * year[:, None]
    y = x @ [0.3, 0.0] + draw.normal(size=regions)[region] + draw.normal(size=len(year))
    kept = np.sort(draw.choice(len(year), len(year) - lost, replace=False))
    return project(y[kept], x[kept], region[kept], year[kept], effects)


@pytest.mark.parametrize(
    ("effects", "value", "capital"), [(Effects.REGION, 4, 26), (Effects.REGION_YEAR, 2, 52)]
)
@pytest.mark.checks(
    "Wild bootstrap, 1,024 sign vectors",
    against="counts known for Grunfeld",
    to="exact",
)
def test_grunfeld_enumerated(shared: Path, effects: Effects, value: int, capital: int) -> None:
    """Of 1,024 sign vectors so many are as extreme; without projecting years again, 30 not 52."""
    frame = grunfeld(shared, effects)
    within = project(frame.y, frame.x, frame.region, frame.year, effects)
    found = wild_bootstrap(within, draw_signs(10, draws=0, seed=0))
    assert [test.p_value for test in found] == [value / 1024, capital / 1024]
    assert all(test.draws == 1024 for test in found)


@pytest.mark.parametrize("effects", list(Effects))
@pytest.mark.parametrize("term", [0, 1])
@pytest.mark.checks(
    "Every t of 256 draws, unbalanced, all kinds of effects",
    against="a regression on dummies per draw",
    to="1e-6",
)
def test_every_draw_equals_a_regression_on_dummies(effects: Effects, term: int) -> None:
    """Statistics of all 256 sign vectors, by least squares with every dummy written out."""
    within = simulated(effects)
    signs = draw_signs(8, draws=0, seed=0)
    expected, p_value = explicit_wild_p(within, effects, signs.values, term)
    draws = draws_of(within, signs, term)
    drawn, _ = draws.signed(float(within.coefficient[term]))
    scale = draws.bread * np.sqrt(draws.scores)
    observed = within.coefficient[term] / scale
    np.testing.assert_allclose(drawn * expected[0] / drawn[0], expected, rtol=1e-6, atol=1e-8)
    assert drawn[0] == pytest.approx(observed)
    assert wild_test(within, signs, term).p_value == pytest.approx(p_value)


@pytest.mark.checks(
    "Interval by inversion",
    against="tests of nulls just inside and outside",
    to="1e-6 of its width",
)
def test_the_interval_holds_the_nulls_that_are_not_rejected() -> None:
    within = simulated(Effects.REGION_YEAR)
    signs = draw_signs(8, draws=0, seed=0)
    test = wild_test(within, signs, 0)
    width = test.ci_high - test.ci_low
    for null, rejected in (
        (test.ci_low + 1e-6 * width, False),
        (test.ci_low - 1e-6 * width, True),
        (test.ci_high - 1e-6 * width, False),
        (test.ci_high + 1e-6 * width, True),
    ):
        shifted = project(
            within.y - null * within.x[:, 0],
            within.x,
            within.region,
            within.year,
            Effects.REGION_YEAR,
        )
        assert (wild_test(shifted, signs, 0).p_value <= 0.05) is rejected


def test_with_four_regions_no_distance_is_rejected_at_five_percent() -> None:
    """2 of 16 sign vectors always tie with the sample, so p is never below .125."""
    test = wild_test(simulated(Effects.REGION, regions=4, lost=0), draw_signs(4, 0, 0), 0)
    assert test.p_value >= 0.125
    assert np.isinf([test.ci_low, test.ci_high]).all()


@pytest.mark.parametrize("seed", range(12))
def test_with_five_regions_rounding_gives_no_end(seed: int) -> None:
    """2 of 32 is .0625: far from the estimate the tie with the sample itself must not be lost."""
    draw = np.random.default_rng(seed)
    region, year = np.divmod(np.arange(60), 12)
    x = draw.normal(size=(60, 5)) + draw.normal(size=(5, 5))[region]
    y = 10 + x[:, 0] + 0.03 * draw.normal(size=60)
    within = project(y, x, region, year, Effects.REGION_YEAR)
    for test in wild_bootstrap(within, draw_signs(5, 0, 0)):
        assert np.isinf([test.ci_low, test.ci_high]).all()


def test_drawn_p_values_count_the_sample_and_never_are_zero() -> None:
    signs = draw_signs(13, draws=99, seed=1)
    assert not signs.exhaustive
    assert signs.share(0) == pytest.approx(1 / 100)
    assert draw_signs(12, draws=99, seed=1).values.shape == (4096, 12)


def test_a_region_has_the_same_sign_in_every_model_of_a_draw() -> None:
    names = tuple(f"r{number:02d}" for number in range(30))
    weights = Weights.draw(names, draws=50, seed=1)
    some = np.array(names[3:20])
    np.testing.assert_array_equal(weights.of(some).values, weights.shared.values[:, 3:20])
    assert weights.of(np.array(names[:9])).exhaustive


def test_the_seed_decides_the_draws() -> None:
    within = simulated(Effects.REGION_YEAR, regions=14)
    p_values = [wild_test(within, draw_signs(14, 199, seed), 1).p_value for seed in (1, 1, 2)]
    assert p_values[0] == p_values[1] != p_values[2]


def test_signs_hold_every_vector_once() -> None:
    signs: Signs = draw_signs(5, 0, 0)
    assert len(np.unique(signs.values, axis=0)) == 32
    assert set(np.unique(signs.values)) == {-1.0, 1.0}
