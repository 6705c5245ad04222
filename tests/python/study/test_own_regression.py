"""An own variable and an own regression: a table in raw/, rows in three seeds, `tsi refresh`, no code."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pytest
from support import early, new_study, write_table

YEARS = range(2011, 2017)
SLOPE = 0.4


def append(seed: Path, row: list[object]) -> None:
    with seed.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(row)


@early
def lights(folder: Path) -> Sequence[str | Path]:
    """GDP per capita that grows with last year's night lights, in every region of the sample."""
    study = new_study(folder / "lights", {"first_year": 2011, "last_year": 2016})
    with (study / "seeds" / "regions.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name_zh"] for row in csv.DictReader(file) if row["in_sample"] == "true"]
    draw = np.random.default_rng(4)
    lights = np.round(np.exp(draw.normal(size=(len(names), len(YEARS)))), 6)
    noise = 0.01 * draw.normal(size=lights.shape)
    before = np.roll(np.log(lights), 1, axis=1)
    gdp = np.round(50000 * np.exp(SLOPE * before + noise), 2)
    write_table(
        study / "raw" / "lights.csv",
        ["地区", "年份", "夜间灯光强度", "人均地区生产总值_元"],
        [
            (name, year, f"{lights[row, column]:.6f}", f"{gdp[row, column]:.2f}")
            for row, name in enumerate(names)
            for column, year in enumerate(YEARS)
        ],
    )
    seeds = study / "seeds"
    append(
        seeds / "indicators.csv",
        [
            "lights",
            "夜间灯光强度",
            "Night lights",
            "",
            "index",
            "positive",
            "control",
            0,
            "",
            "",
            "",
        ],
    )
    append(seeds / "raw_series.csv", ["夜间灯光强度", "", "lights", 1, "mine", 1, ""])
    append(
        seeds / "study_models.csv",
        ["mine", 1, "own", "lnpgdp", "lag(ln(lights))", "region + year", "", "cr3", "my question"],
    )
    return ("--study", study)


def test_an_own_variable_and_an_own_regression_are_rows_of_seeds(lights: Path) -> None:
    with duckdb.connect(str(lights / "tsi.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select vcov, coefficient, p_value from results.estimates"
            " where study_table = 'mine' and term = 'lag(ln(lights))'"
        ).fetchall()
        ((n_obs, vcov),) = connection.execute(
            "select n_obs, vcov from results.models where study_table = 'mine'"
        ).fetchall()
    assert {"xtreg", "cr2", "cr3", "wild"} <= {name for name, _, _ in rows}
    assert (n_obs, vcov) == (30 * 5, "cr3")
    for name, coefficient, p_value in rows:
        assert coefficient == pytest.approx(SLOPE, abs=0.01), name
        assert p_value < 0.01, name
