"""An index by principal components (docs/methodology/principal_components.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from panelstats.arrays import Array

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
