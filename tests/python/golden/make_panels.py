"""Write the panels that reference.R and the tests estimate on: simulated, seeded, small.

python tests/python/golden/make_panels.py && Rscript tests/python/golden/reference.R
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def panel(regions: int, years: int, seed: int, missing: int) -> list[dict[str, object]]:
    """Rows of region, year, y, x1, x2, m, w; `missing` of them left out at random."""
    draw = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    common = np.cumsum(draw.normal(size=years))
    for region in range(regions):
        level, trend = draw.normal(size=2)
        walk = np.cumsum(draw.normal(size=years))
        x1 = level + 0.4 * abs(trend) * np.arange(years) + draw.normal(size=years)
        x2 = 0.3 * x1 + common + draw.normal(size=years)
        error = np.zeros(years)
        for year in range(years):
            error[year] = 0.7 * (error[year - 1] if year else 0) + draw.normal()
        m = 0.6 * x1 - 0.2 * x2 + level + 0.5 * walk
        y = 2 + level + common + 0.5 * x1 - 0.4 * x2 + 0.3 * m + error
        for year in range(years):
            rows.append(
                {
                    "region": f"r{region:02d}",
                    "year": 2011 + year,
                    "y": round(y[year], 6),
                    "x1": round(x1[year], 6),
                    "x2": round(x2[year], 6),
                    "m": round(m[year], 6),
                    "group": "a" if region % 3 else "b",
                }
            )
    lost = set(draw.choice(len(rows), size=missing, replace=False).tolist())
    return [row for place, row in enumerate(rows) if place not in lost]


def write(name: str, rows: list[dict[str, object]]) -> None:
    """One CSV in the folder of this script."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write("panel_balanced.csv", panel(regions=15, years=12, seed=11, missing=0))
    write("panel_unbalanced.csv", panel(regions=14, years=10, seed=12, missing=17))
