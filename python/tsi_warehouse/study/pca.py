"""Index by principal components (docs/methodology/principal_components.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from panelstats.components import principal_components
from tsi_warehouse.study.results import write
from tsi_warehouse.study.settings import StudySettings

if TYPE_CHECKING:
    import duckdb


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
    index, loadings = [], []
    if len(indicators) >= 2 and len(keys) >= 2:
        row_of = {key: row for row, key in enumerate(keys)}
        column_of = {name: column for column, name in enumerate(indicators)}
        values = np.full((len(keys), len(indicators)), np.nan)
        for region_code, year, name, value in cells:
            values[row_of[region_code, year], column_of[name]] = value
        complete = ~np.isnan(values).any(axis=1)
        settings = StudySettings.read(connection)
        found = principal_components(values[complete], settings.pca_scores == "unit_variance")
        complete_keys = [key for key, whole in zip(keys, complete, strict=True) if whole]
        index = [
            {"region_code": region_code, "year": year, "dig_pca": float(score)}
            for (region_code, year), score in zip(complete_keys, found.index, strict=True)
        ]
        loadings = [
            {
                "indicator_id": name,
                "component": component + 1,
                "loading": float(found.loadings[row, component]),
                "eigenvalue": float(found.eigenvalues[component]),
                "sign_flipped": found.flipped[component],
                "weight": float(found.weights[component]),
            }
            for component in range(len(found.eigenvalues))
            for row, name in enumerate(indicators)
        ]
    write(connection, "pca_index", index)
    write(connection, "pca_loadings", loadings)
    return len(index)
