"""Index by principal components (docs/methodology/principal_components.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tsi_warehouse.study.results import PcaIndexRow, PcaLoadingRow, write
from tsi_warehouse.study.settings import StudySettings
from tsi_warehouse.study.terms import Array

if TYPE_CHECKING:
    import duckdb

#: An indicator that varies by less than this share of its size is taken to be constant.
CONSTANT = 1e-10


@dataclass(frozen=True)
class PrincipalComponents:
    """Components with an eigenvalue above 1, of p indicators over n rows.

    Attributes
    ----------
    index : (n,) the scores, weighted
    loadings : (p, m) unit-length eigenvectors, each turned so that it sums to a positive number
    eigenvalues, weights : (m,), descending; weights are shares of the kept eigenvalues' sum
    flipped : (m,) whether the turn changed the sign, seen from the eigenvector whose largest
        loading (in absolute value) is positive
    """

    index: Array
    loadings: Array
    eigenvalues: Array
    weights: Array
    flipped: tuple[bool, ...]


def principal_components(values: Array, unit_variance: bool = True) -> PrincipalComponents:
    """Components of the correlation matrix of `values` (n, p), pooled over rows.

    Scores have unit variance, or, where that is not asked for, their eigenvalue as variance.

    Raises
    ------
    ValueError : a column is constant
    """
    deviation = values.std(axis=0)
    if not (deviation > CONSTANT * np.abs(values).max(axis=0)).all():
        raise ValueError("a constant indicator has no correlation with others")
    standardised = (values - values.mean(axis=0)) / deviation
    eigenvalues, vectors = np.linalg.eigh(standardised.T @ standardised / len(values))
    order = np.argsort(-eigenvalues, kind="stable")
    eigenvalues, vectors = eigenvalues[order], vectors[:, order]
    kept = eigenvalues > 1
    kept[0] = True  # uncorrelated indicators have no eigenvalue above 1
    eigenvalues, vectors = eigenvalues[kept], vectors[:, kept]
    largest = np.abs(vectors).argmax(axis=0)
    vectors = vectors * np.sign(vectors[largest, np.arange(len(largest))])
    turned = vectors.sum(axis=0) < 0
    vectors = np.where(turned, -vectors, vectors)
    weights = eigenvalues / eigenvalues.sum()
    scores = standardised @ vectors
    if unit_variance:
        scores = scores / np.sqrt(eigenvalues)
    return PrincipalComponents(
        scores @ weights, vectors, eigenvalues, weights, tuple(bool(turn) for turn in turned)
    )


def write_pca(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill results.pca_index and results.pca_loadings; return the number of region-years.

    Both stay empty where the index has fewer than two indicators.
    """
    cells = connection.execute(
        "select region_code, year, indicator_id, scaled_value"
        " from intermediate.int_scaled_indicators order by region_code, year, indicator_id"
    ).fetchall()
    indicators = sorted({cell[2] for cell in cells})
    keys = sorted({(cell[0], cell[1]) for cell in cells})
    if len(indicators) < 2 or len(keys) < 2:
        write(connection, PcaIndexRow, [])
        write(connection, PcaLoadingRow, [])
        return 0
    row_of = {key: row for row, key in enumerate(keys)}
    column_of = {name: column for column, name in enumerate(indicators)}
    values = np.full((len(keys), len(indicators)), np.nan)
    for region_code, year, name, value in cells:
        values[row_of[region_code, year], column_of[name]] = value
    complete = ~np.isnan(values).any(axis=1)
    settings = StudySettings.read(connection)
    components = principal_components(values[complete], settings.pca_scores == "unit_variance")
    complete_keys = [key for key, whole in zip(keys, complete, strict=True) if whole]
    write(
        connection,
        PcaIndexRow,
        [
            PcaIndexRow(region_code, year, float(index))
            for (region_code, year), index in zip(complete_keys, components.index, strict=True)
        ],
    )
    write(
        connection,
        PcaLoadingRow,
        [
            PcaLoadingRow(
                indicator_id=name,
                component=component + 1,
                loading=float(components.loadings[row, component]),
                eigenvalue=float(components.eigenvalues[component]),
                sign_flipped=components.flipped[component],
                weight=float(components.weights[component]),
            )
            for component in range(len(components.eigenvalues))
            for row, name in enumerate(indicators)
        ],
    )
    return len(complete_keys)
