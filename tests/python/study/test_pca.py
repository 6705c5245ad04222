"""The index by principal components, by hand and through the warehouse."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from panelstats.components import principal_components
from tsi_warehouse.study.pca import write_pca


def test_two_correlated_indicators_by_hand() -> None:
    """Correlation .5: eigenvalues 1.5 and .5; one is kept, loadings 1/sqrt(2) each."""
    values = np.array([[1.0, 1, 0], [1, 1, 1], [1, -1, 0], [-1, 1, 0], [-1, -1, 1], [-1, -1, 0]])
    found = principal_components(values[:, :2])
    correlation = np.corrcoef(values[:, 0], values[:, 1])[0, 1]
    assert found.eigenvalues == pytest.approx([1 + correlation])
    np.testing.assert_allclose(found.loadings[:, 0], [np.sqrt(0.5)] * 2)
    assert found.weights == pytest.approx([1.0])


@pytest.mark.checks(
    "Index by principal components",
    against="singular value decomposition of the data",
    to="1e-9",
)
def test_scores_are_the_weighted_unit_variance_scores_of_a_singular_value_decomposition() -> None:
    """An independent road: left singular vectors of the standardised indicators."""
    draw = np.random.default_rng(5)
    common = draw.normal(size=(200, 2))
    pattern = np.array([[1.0, 1, 1, 0, 0, 0.2], [0, 0.2, 0, 1, 1, -1]])
    values = common @ pattern + 0.6 * draw.normal(size=(200, 6))
    standardised = (values - values.mean(axis=0)) / values.std(axis=0)
    left, size, right = np.linalg.svd(standardised, full_matrices=False)
    kept = size**2 / 200 > 1
    signs = np.sign(right[kept].sum(axis=1))
    weights = size[kept] ** 2 / (size[kept] ** 2).sum()
    expected = (left[:, kept] * np.sqrt(200) * signs) @ weights
    found = principal_components(values)
    np.testing.assert_allclose(found.index, expected, rtol=1e-9, atol=1e-12)
    assert len(found.eigenvalues) == 2
    assert (found.loadings.sum(axis=0) > 0).all()


def test_the_order_and_the_sign_of_the_solver_do_not_matter() -> None:
    draw = np.random.default_rng(5)
    values = draw.normal(size=(100, 1)) + draw.normal(size=(100, 4))
    found = principal_components(values)
    again = principal_components(values[:, ::-1])
    np.testing.assert_allclose(found.index, again.index, rtol=1e-9, atol=1e-12)


def test_scores_scaled_by_eigenvalue_are_a_variant() -> None:
    draw = np.random.default_rng(5)
    values = draw.normal(size=(100, 1)) + draw.normal(size=(100, 4))
    found = principal_components(values)
    variant = principal_components(values, unit_variance=False)
    assert len(found.eigenvalues) == 1
    np.testing.assert_allclose(variant.index, found.index * np.sqrt(found.eigenvalues[0]))


def test_a_constant_indicator_is_refused() -> None:
    with pytest.raises(ValueError, match="constant"):
        principal_components(np.column_stack([np.ones(5), np.arange(5.0)]))


def test_the_warehouse_gets_index_and_loadings(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert write_pca(warehouse) == 360
    index = warehouse.execute("select region_code, year, dig_pca from results.pca_index").fetchall()
    assert len(index) == 360
    total = warehouse.execute(
        "select sum(weight) from (select distinct component, weight from results.pca_loadings)"
    ).fetchone()
    assert total is not None
    assert total[0] == pytest.approx(1)
    assert write_pca(warehouse) == 360, "a second run replaces the first"
    assert warehouse.execute("select count(*) from results.pca_index").fetchone() == (360,)


def test_without_indicators_the_index_is_empty(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("delete from intermediate.int_scaled_indicators")
    assert write_pca(warehouse) == 0
    assert warehouse.execute("select count(*) from results.pca_index").fetchone() == (0,)
