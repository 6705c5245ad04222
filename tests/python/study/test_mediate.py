"""Mediation: identities, the bootstrap against dummies, BCa against scipy."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from scipy import stats
from study_helpers import add_model

from panelstats.effects import Effects
from panelstats.mediation import Equations, bca_levels, bootstrap_weights, effects_of, mediate
from panelstats.multiple import holm
from panelstats.pieces import Pieces
from panelstats.wild import draw_signs
from panelstats.within import project
from tsi_warehouse.study.related import Path, find_paths
from tsi_warehouse.study.run import run_study
from tsi_warehouse.study.specify import read_data, read_models


def raw(regions: int = 10, years: int = 6, lost: int = 0, seed: int = 4) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    region = np.repeat(np.arange(regions), years)
    year = np.tile(np.arange(years), regions)
    x = draw.normal(size=(len(year), 2)) + 0.1 * year[:, None]
    m = x[:, 0] * 0.5 + draw.normal(size=len(year))
    y = 0.5 * m + 0.2 * x[:, 0] + draw.normal(size=len(year))
    kept = np.sort(draw.choice(len(year), len(year) - lost, replace=False))
    columns = {"region": region, "year": year, "x": x, "m": m, "y": y}
    return {name: values[kept] for name, values in columns.items()}


def system(rows: dict[str, np.ndarray], effects: Effects) -> Equations:
    within = project(
        rows["y"], np.column_stack([rows["x"], rows["m"]]), rows["region"], rows["year"], effects
    )
    return Equations(within)


def by_dummies(rows: dict[str, np.ndarray], drawn: list[int], effects: Effects) -> list[float]:
    """a, b, direct and total on the stacked resample, a dummy for every copy of a region."""
    parts = [np.flatnonzero(rows["region"] == region) for region in drawn]
    index = np.concatenate(parts)
    copy = np.repeat(np.arange(len(drawn)), [len(part) for part in parts])
    blocks = [copy[:, None] == np.unique(copy)[None, :]]
    if effects.has_year:
        year = rows["year"][index]
        blocks.append(year[:, None] == np.unique(year)[None, 1:])
    dummies = np.column_stack(blocks).astype(float)
    x, m, y = rows["x"][index], rows["m"][index], rows["y"][index]
    first = np.linalg.lstsq(np.column_stack([x, dummies]), m, rcond=None)[0]
    total = np.linalg.lstsq(np.column_stack([x, dummies]), y, rcond=None)[0]
    both = np.linalg.lstsq(np.column_stack([x, m, dummies]), y, rcond=None)[0]
    return [first[0], both[2], both[0], total[0]]


@pytest.mark.parametrize("effects", [Effects.REGION, Effects.REGION_YEAR])
@pytest.mark.parametrize("lost", [0, 7])
@pytest.mark.checks(
    "Cluster bootstrap of mediation, balanced and unbalanced",
    against="dummies on the stacked resample, 20 draws",
    to="1e-8",
)
def test_twenty_draws_equal_dummies_on_the_stacked_resample(effects: Effects, lost: int) -> None:
    """Year means are those of the resample; a region drawn twice is two regions."""
    rows = raw(lost=lost)
    weights = bootstrap_weights(10, 20, seed=1)
    found = effects_of(Pieces.of(system(rows, effects).within).gram(weights))
    for place, counts in enumerate(weights.astype(int)):
        drawn = [region for region, count in enumerate(counts) for _ in range(count)]
        computed = [found.a, found.b, found.direct, found.total]
        np.testing.assert_allclose(
            [values[place] for values in computed], by_dummies(rows, drawn, effects), rtol=1e-8
        )


@pytest.mark.checks(
    "total = direct + indirect",
    against="identity",
    to="1e-10",
)
def test_total_is_direct_plus_indirect_and_every_method_estimates_the_same() -> None:
    equations = system(raw(), Effects.REGION_YEAR)
    found = list(mediate(equations, bootstrap_weights(10, 500, 1), draw_signs(10, 0, 0)))
    value = {row.effect: row.estimate for row in found}
    assert value["total"] == pytest.approx(value["direct"] + value["indirect"], rel=1e-10)
    assert value["share"] == pytest.approx(value["indirect"] / value["total"])
    assert value["indirect"] == pytest.approx(
        value["treatment_on_mediator"] * value["mediator_on_outcome"]
    )
    methods = {row.method for row in found if row.effect == "indirect"}
    assert methods == {"sobel", "delta", "percentile", "bca"}
    assert [row.reading for row in found][:4] == ["two_step"] * 4
    for row in found:
        assert row.ci_low is not None
        assert row.ci_high is not None
        assert row.ci_low < row.estimate < row.ci_high


def test_sobel_is_the_textbook_formula() -> None:
    equations = system(raw(), Effects.REGION)
    found = list(mediate(equations, bootstrap_weights(10, 200, 1), draw_signs(10, 0, 0)))
    error = {
        row.effect: (row.estimate, row.std_error)
        for row in found
        if row.method in ("xtreg", "sobel")
    }
    (a, of_a), (b, of_b) = error["treatment_on_mediator"], error["mediator_on_outcome"]
    assert of_a is not None
    assert of_b is not None
    assert error["indirect"][1] == pytest.approx(np.sqrt(b**2 * of_a**2 + a**2 * of_b**2))


@pytest.mark.checks(
    "BCa",
    against="scipy.stats.bootstrap on the same draws",
    to="1e-10",
)
def test_bca_equals_scipys() -> None:
    """Levels from the same draws and jackknife as scipy.stats.bootstrap."""
    values = np.random.default_rng(3).exponential(size=25)
    result = stats.bootstrap(
        (values,), np.mean, n_resamples=2000, method="BCa", rng=np.random.default_rng(1)
    )
    drawn = result.bootstrap_distribution
    left_out = np.array([np.delete(values, place).mean() for place in range(25)])
    levels = bca_levels(values.mean(), drawn, left_out, np.array([0.025, 0.975]))
    np.testing.assert_allclose(
        np.quantile(drawn, levels), list(result.confidence_interval), rtol=1e-10
    )


def test_a_mediator_of_ones_own_is_two_rows(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig + lnpgdp", outcome="ln(fdi)", column_no=1)
    add_model(models, "dig + ln(fdi) + lnpgdp", column_no=2)
    add_model(models, "dig + hum + lnpgdp", column_no=3)
    data = read_data(models)
    (path,) = find_paths(read_models(models, data.known))
    assert isinstance(path, Path)
    assert (path.treatment, str(path.mediator)) == ("dig", "ln(fdi)")
    run_study(models)
    rows = models.execute(
        "select distinct mediator, column_no from results.mediation_effects"
    ).fetchall()
    assert rows == [("ln(fdi)", 2)]


def test_the_papers_three_paths_are_one_family(studied: duckdb.DuckDBPyConnection) -> None:
    """Holm within H2: of the three paths of table 4 the smallest p is multiplied by three."""
    rows = studied.execute(
        "select p_value, p_holm from results.mediation_effects where study_table = '4'"
        " and variant = 'equation' and effect = 'indirect' and method = 'delta' order by p_value"
    ).fetchall()
    assert len(rows) == 3
    assert rows[0][1] == pytest.approx(min(1, 3 * rows[0][0]))


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, None, 0.4]) == [0.8, None, 0.8]
    assert holm([]) == []
