"""Differences between groups: what is compared, and the permutation against a plain loop."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from study_helpers import add_model, spec_for

from panelstats.effects import Effects
from panelstats.groups import Pair, compare, studentised
from panelstats.within import project
from tsi_warehouse.study.estimate import Fit, estimate
from tsi_warehouse.study.related import find_pairs
from tsi_warehouse.study.run import run_study
from tsi_warehouse.study.specify import Frame


def rows(lost: int, seed: int = 6) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    region = np.repeat(np.array(list("abcdefghij")), 6)
    year = np.tile(np.arange(6), 10)
    x = draw.normal(size=(60, 2)) + 0.2 * year[:, None]
    y = x @ [0.5, 0.1] + draw.normal(size=60)
    kept = np.sort(draw.choice(60, 60 - lost, replace=False))
    return {"region": region[kept], "year": year[kept], "x": x[kept], "y": y[kept]}


def fitted(columns: dict[str, np.ndarray], chosen: np.ndarray, effects: Effects) -> Fit:
    fit = estimate(
        Frame(
            spec_for("y", ("x1", "x2"), effects),
            columns["region"][chosen],
            columns["year"][chosen],
            columns["y"][chosen],
            columns["x"][chosen],
        )
    )
    assert isinstance(fit, Fit)
    return fit


@pytest.mark.parametrize("effects", [Effects.REGION, Effects.REGION_YEAR])
@pytest.mark.parametrize("lost", [0, 8])
@pytest.mark.checks(
    "`permutation`: every statistic, balanced and unbalanced",
    against="two regressions per permutation",
    to="1e-8",
)
def test_permuted_statistics_equal_two_regressions_each(effects: Effects, lost: int) -> None:
    columns = rows(lost)
    regions = np.unique(columns["region"])
    pooled = project(columns["y"], columns["x"], columns["region"], columns["year"], effects)
    draw = np.random.default_rng(1)
    assigned = np.array([draw.permutation([1.0] * 4 + [0.0] * 6) for _ in range(20)])
    statistic, difference = studentised(pooled, assigned)
    for place, in_b in enumerate(assigned):
        slopes, squares = [], 0.0
        for side in (0.0, 1.0):
            chosen = np.isin(columns["region"], regions[in_b == side])
            within = fitted(columns, chosen, effects).within
            influence = within.region_sums(within.x * within.residual[:, None]) @ within.bread[:, 0]
            slopes.append(within.coefficient[0])
            squares += influence @ influence
        assert difference[place] == pytest.approx(slopes[1] - slopes[0], rel=1e-8)
        expected = (slopes[1] - slopes[0]) / np.sqrt(10 / 9 * squares)
        assert statistic[place] == pytest.approx(expected, rel=1e-8)


def test_the_permutation_p_value_counts_the_sample() -> None:
    columns = rows(0)
    chosen = np.isin(columns["region"], list("abcd"))
    pair = Pair(
        "groups",
        fitted(columns, chosen, Effects.REGION_YEAR),
        fitted(columns, ~chosen, Effects.REGION_YEAR),
    )
    found = {row.method: row for row in compare(pair, permutations=199, seed=1)}
    p_value = found["permutation"].p_value
    assert p_value is not None
    assert p_value * 200 == pytest.approx(round(p_value * 200))
    assert found["permutation"].draws == 199
    assert found["permutation"].statistic == pytest.approx(found["wald"].statistic)
    assert found["wald"].df == 3
    assert found["interacted_full"].df == 9


def test_which_columns_are_compared(studied: duckdb.DuckDBPyConnection) -> None:
    """Belts of table 5; digital level and factor intensity of table 6, not across the two."""
    pairs = studied.execute(
        "select distinct study_table, family, column_a, column_b from results.group_differences"
        " where variant = 'equation' order by all"
    ).fetchall()
    assert pairs == [
        ("5", "groups", 1, 2),
        ("5", "groups", 1, 3),
        ("5", "groups", 2, 3),
        ("6", "groups", 1, 2),
        ("6", "outcomes", 3, 4),
        ("6", "outcomes", 3, 5),
        ("6", "outcomes", 4, 5),
    ]


def test_grouping_on_the_treatment_is_said(studied: duckdb.DuckDBPyConnection) -> None:
    tested = studied.execute(
        "select distinct column_a, column_b from results.group_differences"
        " where caution_en <> '' and caution_zh <> ''"
    ).fetchall()
    assert tested == [(1, 2)]


@pytest.mark.checks(
    "`wald` across outcomes",
    against="the regression of the difference",
    to="1e-8",
)
def test_two_outcomes_of_the_same_regions_use_their_covariance(
    studied: duckdb.DuckDBPyConnection,
) -> None:
    """Wald on two outcomes, same regressors: the clustered standard error of the difference's regression."""
    ((difference, error),) = studied.execute(
        "select difference, std_error from results.group_differences where variant = 'equation'"
        " and column_a = 3 and column_b = 5 and method = 'wald'"
    ).fetchall()
    panel = studied.execute(
        "select region_code, year, ln_tsi_technology - ln_tsi_labour, dig, lnpgdp, lnfcl, open,"
        " lnsci from marts.study_panel"
    ).fetchnumpy()
    columns = list(panel.values())
    within = project(
        columns[2], np.column_stack(columns[3:]), columns[0], columns[1], Effects.REGION_YEAR
    )
    influence = within.region_sums(within.x * within.residual[:, None]) @ within.bread[:, 0]
    assert difference == pytest.approx(within.coefficient[0], rel=1e-8)
    assert error == pytest.approx(np.sqrt(30 / 29 * influence @ influence), rel=1e-8)


def test_a_group_of_ones_own_is_two_rows(models: duckdb.DuckDBPyConnection) -> None:
    add_model(models, "dig", sample="region_code < '150000'", column_no=1, study_table="mine")
    add_model(models, "dig", sample="region_code >= '150000'", column_no=2, study_table="mine")
    run_study(models)
    found = models.execute(
        "select method, difference from results.group_differences where study_table = 'mine'"
    ).fetchall()
    assert {method for method, _ in found} == {
        "interacted_full",
        "interacted_first",
        "wald",
        "permutation",
    }


def test_columns_with_other_terms_are_not_compared() -> None:
    columns = rows(0)
    chosen = np.isin(columns["region"], list("abcd"))
    a = fitted(columns, chosen, Effects.REGION)
    assert find_pairs([a, fitted(columns, ~chosen, Effects.REGION_YEAR)]) == []
    assert find_pairs([a, a]) == []
