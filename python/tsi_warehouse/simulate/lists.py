"""The lists that the simulation reads: provinces, indicators, industries, series, gaps and breaks.

All arrays of the simulation are regions x years, in the order of provinces.csv and YEARS. Levels are round numbers
of a plausible size, no statistics.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HERE = Path(__file__).parent
YEARS = tuple(range(2009, 2024))
WINDOW = tuple(range(2011, 2023))
OUTSIDE_SAMPLE = ("540000",)


@cache
def read(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV of this folder."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def column(name: str, of: str = "provinces") -> Array:
    """A column of numbers, by default one value a region."""
    return np.array([float(row[name]) for row in read(of)])


CODES = [row["region_code"] for row in read("provinces")]
NAMES = {row["region_code"]: row["name"] for row in read("provinces")}
SHORT_NAMES = {row["region_code"]: row["short_name"] for row in read("provinces")}
#: Empty cells, all between reported years, so that interpolation fills them.
GAPS: dict[str, list[tuple[str, int]]] = {}
for gap in read("gaps"):
    GAPS.setdefault(gap["indicator_id"], []).append((gap["region_code"], int(gap["year"])))
