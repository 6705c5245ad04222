"""raw_series against real tables: every series that is meant is met, with its printed unit."""

from __future__ import annotations

import csv
import fnmatch
from pathlib import Path

import pytest

from yearbooks import land


def folded(text: str) -> str:
    return "".join(text.replace("（", "(").replace("）", ")").split()).lower()


@pytest.fixture(scope="module")
def printed(project: Path, shared: Path) -> set[tuple[str, str, str]]:
    """(file, series, unit) of the real tables."""
    with (project / "seeds" / "region_aliases.csv").open(encoding="utf-8", newline="") as file:
        names = frozenset(row["alias"] for row in csv.DictReader(file))
    landed = land(shared / "real" / "china_yearbooks", names)
    assert not landed.problems
    columns = (
        landed.cells[name].to_pylist() for name in ("source_file", "series_text", "unit_text")
    )
    return set(zip(*columns, strict=True))


@pytest.fixture(scope="module")
def series(project: Path) -> list[dict[str, str]]:
    with (project / "seeds" / "raw_series.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matches(row: dict[str, str], source_file: str, name: str) -> bool:
    source = row["source"]
    meant = "*" not in source or fnmatch.fnmatch(source_file, source)
    return meant and folded(row["printed_series"]) == folded(name)


def test_no_series_of_a_real_table_meets_its_name_under_another_unit(printed, series):
    for source_file, name, unit in printed:
        rows = [row for row in series if matches(row, source_file, name)]
        assert not rows or any(folded(row["printed_unit"]) == folded(unit) for row in rows), (
            source_file,
            name,
            unit,
        )


def test_the_real_tables_give_the_indicators_that_they_can(printed, series):
    had = {
        row["indicator_id"]
        for source_file, name, unit in printed
        for row in series
        if matches(row, source_file, name) and folded(row["printed_unit"]) == folded(unit)
    }
    assert had == {
        "ignore",
        "telecom_volume",
        "technology_market",
        "patents_granted",
        "rd_expenditure",
        "rd_personnel",
        "gdp",
        "pgdp",
        "population",
        "share_secondary",
        "share_tertiary",
        "trade_cny",
        "trade_usd",
        "science_expenditure",
    }


def test_two_vintages_under_one_printed_name_are_distinguished_by_file(printed, series):
    """The wide panel prints GDP as first published, the merged CSV as revised."""
    priorities = {}
    for source_file, name, unit in printed:
        if name == "GDP" and unit == "亿元":
            (row,) = [row for row in series if matches(row, source_file, name)]
            priorities[source_file] = row["priority"]
    assert len(priorities) == 2
    assert len(set(priorities.values())) == 2
